import type { AuditFilter } from "@callcall/store";
import { windowFilter } from "./filters.ts";
import { listPage } from "./listing.ts";
import type { HandlersOf, Query } from "./operation.ts";

export const auditHandlers: HandlersOf<"audit"> = {
  "audit.list": (call) => listPage(call, (page) => call.engine.audit.list(call.caller, auditFilter(call.query), page)),
};

function auditFilter({ action, actor, target, since, until }: Query<"audit.list">): AuditFilter {
  return {
    ...actionFilter(action),
    ...(actor === undefined ? {} : { actor }),
    ...(target === undefined ? {} : { target }),
    ...windowFilter({ since, until }),
  };
}

/** `secret.reveal`, `secret.*` or `*`, as the store asks for it. */
function actionFilter(action: string | undefined): Pick<AuditFilter, "action" | "actionPrefix"> {
  if (action === undefined || action === "*") return {};
  return action.endsWith(".*") ? { actionPrefix: action.slice(0, -1) } : { action };
}
