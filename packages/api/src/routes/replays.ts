import { listPage } from "./listing.ts";
import type { HandlersOf } from "./operation.ts";

export const replayHandlers: HandlersOf<"replays"> = {
  "replays.start": ({ engine, caller, params, body }) => engine.replays.start(caller, params.id, body),
  "replays.list": (call) => listPage(call, (page) => call.engine.replays.list(call.caller, call.params.id, page)),
  "replays.get": ({ engine, caller, params }) => engine.replays.get(caller, params.id),
  "replays.cancel": ({ engine, caller, params }) => engine.replays.cancel(caller, params.id),
};
