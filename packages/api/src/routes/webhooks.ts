import { checkSettings } from "./check-settings.ts";
import { listPage } from "./listing.ts";
import type { HandlersOf } from "./operation.ts";

export const webhookHandlers: HandlersOf<"webhooks"> = {
  "webhooks.create": ({ engine, caller, body }) => engine.webhooks.create(caller, body),
  "webhooks.list": (call) => listPage(call, (page) => call.engine.webhooks.list(call.caller, page)),
  "webhooks.get": ({ engine, caller, params }) => engine.webhooks.get(caller, params.id),
  "webhooks.update": ({ engine, caller, params, body }) => engine.webhooks.update(caller, params.id, body),
  "webhooks.delete": async ({ engine, caller, params }) => {
    await engine.webhooks.delete(caller, params.id);
    return undefined;
  },
  "webhooks.enable": ({ engine, caller, params }) => engine.webhooks.enable(caller, params.id),
  "webhooks.disable": ({ engine, caller, params }) => engine.webhooks.disable(caller, params.id),
  "webhooks.rotateSecret": ({ engine, caller, params, body }) =>
    engine.webhooks.rotateSecret(caller, params.id, body.overlap_seconds),
  "webhooks.revealSecret": ({ engine, caller, params }) => engine.webhooks.revealSecret(caller, params.id),
  "webhooks.check": ({ engine, caller, body }) => checkSettings(engine, caller, body),
  "webhooks.exam": ({ engine, caller, params, body, gone }) => engine.webhooks.exam(caller, params.id, body, gone()),
  "webhooks.test": ({ engine, caller, params, body }) => engine.webhooks.test(caller, params.id, body),
};
