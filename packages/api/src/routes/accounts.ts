import { listPage } from "./listing.ts";
import type { HandlersOf } from "./operation.ts";

export const accountHandlers: HandlersOf<"accounts"> = {
  "accounts.list": (call) => listPage(call, (page) => call.engine.accounts.list(page)),
  "accounts.create": ({ engine, caller, body }) => engine.accounts.create(caller, body.name),
};
