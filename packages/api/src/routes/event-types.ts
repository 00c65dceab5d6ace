import { listPage } from "./listing.ts";
import type { HandlersOf } from "./operation.ts";

export const eventTypeHandlers: HandlersOf<"eventTypes"> = {
  "eventTypes.list": (call) => listPage(call, (page) => call.engine.eventTypes.list(call.caller, page)),
  "eventTypes.create": ({ engine, caller, body }) => engine.eventTypes.create(caller, body),
  "eventTypes.get": ({ engine, caller, params }) => engine.eventTypes.get(caller, params.name),
  "eventTypes.update": ({ engine, caller, params, body }) => engine.eventTypes.update(caller, params.name, body),
};
