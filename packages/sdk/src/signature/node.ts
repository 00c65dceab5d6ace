import { createHmac } from "node:crypto";
import { readCallcallClaim } from "./callcall.ts";
import { holds } from "./claim.ts";
import { type DeliveryHeaders, type DeliveryToSign, planSigning } from "./delivery.ts";
import type { HeaderBag, HeaderValue } from "./header.ts";
import type { Payload } from "./payload.ts";
import { callcallKey, listSecrets, type Secrets, standardKey } from "./secret.ts";
import { readStandardClaim } from "./standard.ts";
import type { Freshness } from "./timestamp.ts";

function hmacSha256(key: Uint8Array, message: Uint8Array, encoding: "hex" | "base64"): string {
  return createHmac("sha256", key).update(message).digest(encoding);
}

/**
 * Whether a delivery was sent by CallCall, unaltered, within the last 300 seconds.
 *
 * ```js
 * const signature = req.headers["x-callcall-signature"];
 * const timestamp = req.headers["x-callcall-timestamp"];
 * const payload = req.body;
 * const isValid = verifyWebhookSignature(payload, signature, timestamp, WEBHOOK_SECRET);
 * ```
 *
 * The signature covers the bytes of the body, so give it those: the text, a `Buffer`, or the `req.body`
 * of `webhookBody()`, which remembers them. The parsed `req.body` of `express.json()` is taken too, as
 * **best effort**: it is serialised again, and `1.0`, integers beyond 2^53, duplicate keys, white space
 * and escapes do not survive that. A genuine delivery that holds one of them is then refused. The cure is
 * one line: `app.use("/webhook", webhookBody())` in the place of `express.json()`.
 *
 * @param payload the body as it was received.
 * @param signature the header `x-callcall-signature`: `t=<unix s>,v1=<64 hex digits>`, up to 3 `v1`.
 * @param timestamp the header `x-callcall-timestamp`: unix seconds, equal to `t`.
 * @param secret the whole secret string, `whsec_…`; a list while you rotate.
 * @param options tolerance in seconds, and the consumer's time.
 * @returns false for whatever the network may send: a header that is missing, repeated or malformed, a
 * timestamp outside the tolerance, another body, another secret. `diagnoseSignature` tells which.
 * @throws TypeError when `secret` is missing or empty: an empty key would verify anybody's signature.
 */
export function verifyWebhookSignature(
  payload: Payload,
  signature: HeaderValue,
  timestamp: HeaderValue,
  secret: Secrets,
  options?: Freshness,
): boolean {
  const keys = listSecrets(secret).map(callcallKey);
  const claim = readCallcallClaim(payload, signature, timestamp, options);
  if (claim === undefined) return false;
  return holds(
    claim,
    keys.map((key) => hmacSha256(key, claim.message, "hex")),
  );
}

/**
 * The same check in the Standard Webhooks 1.0.0 layout: `webhook-id`, `webhook-timestamp` and
 * `webhook-signature` (`v1,<base64>`, separated by spaces), keyed with the base64-decoded secret.
 *
 * @param headers a fetch `Headers` or Node's `req.headers`; names in any case.
 * @returns false for whatever the network may send.
 * @throws TypeError when `secret` is missing, empty or not `whsec_` and base64.
 */
export function verifyStandardWebhook(
  payload: Payload,
  headers: HeaderBag,
  secret: Secrets,
  options?: Freshness,
): boolean {
  const keys = listSecrets(secret).map(standardKey);
  const claim = readStandardClaim(payload, headers, options);
  if (claim === undefined) return false;
  return holds(
    claim,
    keys.map((key) => hmacSha256(key, claim.message, "base64")),
  );
}

/**
 * The headers of a delivery, in both layouts: for the tests of a consumer, and for publishers of their own.
 *
 * @throws TypeError when a field breaks its rule, such as a secret that is not `whsec_` and base64.
 */
export function signWebhook(delivery: DeliveryToSign): DeliveryHeaders {
  const { callcall, standard, headers } = planSigning(delivery);
  return headers(
    callcall.keys.map((key) => hmacSha256(key, callcall.message, "hex")),
    standard.keys.map((key) => hmacSha256(key, standard.message, "base64")),
  );
}
