import { listPage } from "./listing.ts";
import type { HandlersOf } from "./operation.ts";

export const alertHandlers: HandlersOf<"alertRules" | "alerts"> = {
  "alertRules.list": (call) => listPage(call, (page) => call.engine.alertRules.list(call.caller, page)),
  "alertRules.create": ({ engine, caller, body }) => engine.alertRules.create(caller, body),
  "alertRules.get": ({ engine, caller, params }) => engine.alertRules.get(caller, params.id),
  "alertRules.update": ({ engine, caller, params, body }) => engine.alertRules.update(caller, params.id, body),
  "alertRules.delete": async ({ engine, caller, params }) => {
    await engine.alertRules.delete(caller, params.id);
    return undefined;
  },
  "alertRules.test": ({ engine, caller, params }) => engine.alertRules.test(caller, params.id),
  "alerts.list": (call) => {
    const { status, rule_id: ruleId, webhook_id: webhookId } = call.query;
    const filter = {
      ...(status === undefined ? {} : { status }),
      ...(ruleId === undefined ? {} : { ruleId }),
      ...(webhookId === undefined ? {} : { webhookId }),
    };
    return listPage(call, (page) => call.engine.alerts.list(call.caller, filter, page));
  },
  "alerts.get": ({ engine, caller, params }) => engine.alerts.get(caller, params.id),
  "alerts.resolve": ({ engine, caller, params }) => engine.alerts.resolve(caller, params.id),
};
