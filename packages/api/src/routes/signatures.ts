import { isId, Problem, type SignatureVerify } from "@callcall/contract";
import type { Caller, Engine } from "@callcall/engine";
import { diagnoseSignature, type SignatureCheck } from "@callcall/webhooks/doctor";
import type { HandlersOf } from "./operation.ts";

export const signatureHandlers: HandlersOf<"signatures"> = {
  // The report masks secrets and shows no computed MAC: with webhook_id it is not an oracle to sign with.
  "signatures.verify": async ({ engine, caller, body, services }) =>
    diagnoseSignature({
      payload: body.payload,
      signature: body.signature,
      timestamp: body.timestamp,
      id: body.event_id,
      ...(await secretsOf(body, engine, caller)),
      now: Math.floor(services.now() / 1000),
    }),
};

/** The schema has seen to it that exactly one of the two is given. */
async function secretsOf(
  { secret = "", webhook_id: webhookId }: SignatureVerify,
  engine: Engine,
  caller: Caller,
): Promise<Pick<SignatureCheck, "secrets" | "previousSecrets">> {
  if (webhookId === undefined) return { secrets: [secret] };
  if (!isId("webhook", webhookId)) throw new Problem("not_found", "");
  const { inForce, ended } = await engine.webhooks.knownSecrets(caller, webhookId);
  return {
    secrets: inForce,
    previousSecrets: ended.map(({ secret: old, endedMs }) => ({
      secret: old,
      expiredAt: new Date(endedMs).toISOString(),
    })),
  };
}
