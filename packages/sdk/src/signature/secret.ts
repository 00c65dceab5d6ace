import { fromBase64, utf8 } from "./bytes.ts";

/** One secret, or several while you rotate: a signature by any of them verifies. */
export type Secrets = string | readonly string[];

const PREFIX = "whsec_";

/**
 * The secrets as a list.
 * @throws TypeError when there is none or one is blank. An unset environment variable must stop the
 * consumer, for an HMAC with an empty key is one that anybody can compute.
 */
export function listSecrets(secrets: Secrets): readonly string[] {
  const list: readonly unknown[] = Array.isArray(secrets) ? secrets : [secrets];
  if (list.length === 0) throw new TypeError("Cannot check a signature without a secret: the list is empty");
  for (const secret of list) {
    if (typeof secret !== "string" || secret.trim() === "") {
      const value = typeof secret === "string" ? "blank" : secret === null ? "null" : typeof secret;
      throw new TypeError(`Cannot use the webhook secret as it must be a non-empty string: current value is ${value}`);
    }
  }
  return list as readonly string[];
}

/** Key of the callcall layout: the whole secret, `whsec_` included, as UTF-8. */
export function callcallKey(secret: string): Uint8Array<ArrayBuffer> {
  return utf8(secret);
}

/** Key of the Standard Webhooks layout: what the base64 after `whsec_` decodes to; undefined when it is none. */
export function decodeStandardKey(secret: string): Uint8Array<ArrayBuffer> | undefined {
  const key = fromBase64(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret);
  return key === undefined || key.length === 0 ? undefined : key;
}

/** @throws TypeError when the secret holds no key. The message must not show the secret: it goes to logs. */
export function standardKey(secret: string): Uint8Array<ArrayBuffer> {
  const key = decodeStandardKey(secret);
  if (key === undefined) {
    throw new TypeError(
      "Cannot use the webhook secret as it must be whsec_ and base64: copy it again, without spaces, quotes or newlines",
    );
  }
  return key;
}
