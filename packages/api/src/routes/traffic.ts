import type { HandlersOf } from "./operation.ts";

export const trafficHandlers: HandlersOf<"traffic"> = {
  "traffic.list": async ({ engine, caller }) => ({ data: await engine.traffic.list(caller) }),
  "traffic.start": ({ engine, caller, body }) => engine.traffic.start(caller, body),
  "traffic.stop": ({ engine, caller, params }) => engine.traffic.stop(caller, params.id),
};
