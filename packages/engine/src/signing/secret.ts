import type { Random } from "../runtime/random.ts";
import { type MacKey, macKey } from "./mac.ts";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** A signing secret, ready for both layouts. The two keys differ, so one layout can never be replayed as the other. */
export interface SigningSecret {
  /** Keyed with the whole text `whsec_…`: `x-callcall-signature`. */
  readonly callcall: MacKey;
  /** Keyed with the decoded part: Standard Webhooks. */
  readonly standard: MacKey;
}

/** `whsec_` and base64 of 32 random bytes. */
export function newSecret(random: Random): string {
  return PREFIX + Buffer.from(random.bytes(SECRET_BYTES)).toString("base64");
}

export function prepareSecret(secret: string): SigningSecret {
  return {
    callcall: macKey(Buffer.from(secret, "utf8")),
    standard: macKey(Buffer.from(secret.slice(PREFIX.length), "base64")),
  };
}

/** What may be shown of a secret. */
export function maskSecret(hint: string): string {
  return `${PREFIX}…${hint}`;
}

/** The part of a secret or key to recognise it by. */
export function hintOf(secret: string): string {
  return secret.slice(-4);
}
