import { listPage } from "./listing.ts";
import type { HandlersOf } from "./operation.ts";

export const auditHandlers: HandlersOf<"audit"> = {
  "audit.list": (call) => listPage(call, (page) => call.engine.audit.list(call.caller, page)),
};
