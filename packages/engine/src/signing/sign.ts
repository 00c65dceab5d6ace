import { createHmac } from "node:crypto";
import { LIMITS } from "@callcall/contract";
import type { SigningSecret } from "./secret.ts";

export interface Signatures {
  /** `t=<unix s>,v1=<hex>[,v1=<hex>…]`, newest secret first. */
  readonly callcall: string;
  /** `v1,<base64>[ v1,<base64>…]`, newest secret first. */
  readonly standard: string;
}

/**
 * Sign one attempt with every secret in force, newest first, at most three.
 *
 * @param timestamp unix seconds of this attempt
 * @param body the exact bytes that will be sent
 */
export function sign(id: string, timestamp: number, body: Uint8Array, secrets: readonly SigningSecret[]): Signatures {
  const inForce = secrets.slice(0, LIMITS.signing_secrets);
  const hex = inForce.map((secret) =>
    createHmac("sha256", secret.callcall).update(`${timestamp}.`).update(body).digest("hex"),
  );
  const base64 = inForce.map((secret) =>
    createHmac("sha256", secret.standard).update(`${id}.${timestamp}.`).update(body).digest("base64"),
  );
  return {
    callcall: `t=${timestamp}${hex.map((mac) => `,v1=${mac}`).join("")}`,
    standard: base64.map((mac) => `v1,${mac}`).join(" "),
  };
}
