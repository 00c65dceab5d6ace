import { requireScope } from "../middleware/auth.ts";
import { listPage } from "./listing.ts";
import type { HandlersOf } from "./operation.ts";

export const keyHandlers: HandlersOf<"keys"> = {
  "keys.list": (call) => listPage(call, (page) => call.engine.keys.list(call.caller, page)),
  "keys.create": async ({ engine, caller, admission, body }) => {
    // A key cannot give away what it does not have: else keys:write alone would be every scope.
    for (const scope of body.scopes) requireScope(admission.principal, scope);
    return engine.keys.create(caller, body);
  },
  "keys.revoke": async ({ engine, caller, params, services }) => {
    await engine.keys.revoke(caller, params.id);
    services.streams.revoked(params.id);
    return undefined;
  },
};
