import { base64, hex } from "./bytes.ts";
import { readCallcallClaim } from "./callcall.ts";
import { holds } from "./claim.ts";
import { type DeliveryHeaders, type DeliveryToSign, planSigning } from "./delivery.ts";
import type { HeaderBag, HeaderValue } from "./header.ts";
import type { Payload } from "./payload.ts";
import { callcallKey, listSecrets, type Secrets, standardKey } from "./secret.ts";
import { readStandardClaim } from "./standard.ts";
import type { Freshness } from "./timestamp.ts";
import { hmacSha256 } from "./web-hmac.ts";

type Bytes = Uint8Array<ArrayBuffer>;

function macs(keys: readonly Bytes[], message: Bytes, encode: (mac: Bytes) => string): Promise<string[]> {
  return Promise.all(keys.map(async (key) => encode(await hmacSha256(key, message))));
}

/**
 * `verifyWebhookSignature` on Web Crypto, for runtimes without `node:crypto`. The same parameters and
 * the same answers, as a promise: remember to `await` it, for a promise is truthy.
 *
 * @returns false for whatever the network may send.
 * @throws TypeError (as a rejection) when `secret` is missing or empty.
 */
export async function verifyWebhookSignature(
  payload: Payload,
  signature: HeaderValue,
  timestamp: HeaderValue,
  secret: Secrets,
  options?: Freshness,
): Promise<boolean> {
  const keys = listSecrets(secret).map(callcallKey);
  const claim = readCallcallClaim(payload, signature, timestamp, options);
  return claim !== undefined && holds(claim, await macs(keys, claim.message, hex));
}

/**
 * `verifyStandardWebhook` on Web Crypto, as a promise.
 *
 * @returns false for whatever the network may send.
 * @throws TypeError (as a rejection) when `secret` is missing, empty or not `whsec_` and base64.
 */
export async function verifyStandardWebhook(
  payload: Payload,
  headers: HeaderBag,
  secret: Secrets,
  options?: Freshness,
): Promise<boolean> {
  const keys = listSecrets(secret).map(standardKey);
  const claim = readStandardClaim(payload, headers, options);
  return claim !== undefined && holds(claim, await macs(keys, claim.message, base64));
}

/**
 * `signWebhook` on Web Crypto, as a promise.
 *
 * @throws TypeError (as a rejection) when a field breaks its rule.
 */
export async function signWebhook(delivery: DeliveryToSign): Promise<DeliveryHeaders> {
  const { callcall, standard, headers } = planSigning(delivery);
  return headers(await macs(callcall.keys, callcall.message, hex), await macs(standard.keys, standard.message, base64));
}
