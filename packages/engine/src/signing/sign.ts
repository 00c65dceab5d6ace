import { LIMITS } from "@callcall/contract";
import { mac } from "./mac.ts";
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
  let callcall = `t=${timestamp}`;
  let standard = "";
  for (const secret of secrets.slice(0, LIMITS.signing_secrets)) {
    callcall += `,v1=${mac(secret.callcall, `${timestamp}.`, body, "hex")}`;
    standard += `${standard === "" ? "" : " "}v1,${mac(secret.standard, `${id}.${timestamp}.`, body, "base64")}`;
  }
  return { callcall, standard };
}
