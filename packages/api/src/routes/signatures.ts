import { isId, Problem } from "@callcall/contract";
import { diagnoseSignature } from "@callcall/webhooks/doctor";
import type { HandlersOf } from "./operation.ts";

export const signatureHandlers: HandlersOf<"signatures"> = {
  "signatures.verify": async ({ engine, caller, body, services }) => {
    const { payload, signature, timestamp, event_id: id, secret, webhook_id: webhookId } = body;
    const secrets = webhookId === undefined ? [secret ?? ""] : await storedSecrets(webhookId);
    // The report masks secrets and shows no computed MAC: with webhook_id it is not an oracle to sign with.
    return diagnoseSignature({ payload, signature, timestamp, id, secrets, now: Math.floor(services.now() / 1000) });

    async function storedSecrets(webhookId: string): Promise<readonly string[]> {
      if (!isId("webhook", webhookId)) throw new Problem("not_found", "");
      return engine.webhooks.secretsInForce(caller, webhookId);
    }
  },
};
