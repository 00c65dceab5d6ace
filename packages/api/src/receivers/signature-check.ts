import { DELIVERY_HEADERS, type ReceivedRequest } from "@callcall/contract";
import type { Signer } from "@callcall/engine";
import { diagnoseSignature, type SignatureCheck } from "@callcall/webhooks/doctor";
import type { Arrival } from "./arrival.ts";

/** Check with the secrets of the webhooks that deliver here. Null where there are none. */
export async function checkSignature(
  arrival: Arrival,
  signers: readonly Signer[],
): Promise<ReceivedRequest["signature"]> {
  // Found valid by one, it is that one's. Else the newest webhook's findings are shown.
  let shown: ReceivedRequest["signature"] = null;
  for (const signer of signers) {
    const { valid, diagnosis } = await diagnoseSignature(checkOf(arrival, signer));
    const found = {
      valid,
      webhook_id: signer.webhookId,
      diagnosis: diagnosis.map(({ code, severity, message, hint }) => ({ code, severity, message, hint })),
    };
    if (valid) return found;
    shown = found;
  }
  return shown;
}

function checkOf({ headers, body, atMs }: Arrival, { secrets }: Signer): SignatureCheck {
  const standard = headers[DELIVERY_HEADERS.signature] === undefined;
  return {
    payload: body,
    signature: headers[standard ? DELIVERY_HEADERS.standardSignature : DELIVERY_HEADERS.signature] ?? "",
    timestamp: headers[standard ? DELIVERY_HEADERS.standardTimestamp : DELIVERY_HEADERS.timestamp] ?? "",
    id: headers[DELIVERY_HEADERS.standardId],
    secrets: secrets.inForce,
    previousSecrets: secrets.ended.map(({ secret, endedMs }) => ({
      secret,
      expiredAt: new Date(endedMs).toISOString(),
    })),
    now: Math.floor(atMs / 1000),
  };
}
