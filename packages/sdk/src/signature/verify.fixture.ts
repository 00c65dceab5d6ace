import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { verifyStandardWebhook, verifyWebhookSignature } from "./node.ts";
import * as web from "./web.ts";

export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const OTHER = "whsec_b3RoZXItc2VjcmV0LW90aGVyLXNlY3JldC1vdGhlcg==";
export const NOW = 1_700_000_000;
export const BODY =
  '{"id":"evt_1","type":"customer.qualified","created":"2023-11-14T22:13:20Z","data":{"n":1.0},"version":"2024-01-01"}';

/** An independent reading of the contract, so that a fault in our own message layout cannot cancel out. */
export const macOf = (body: string | Uint8Array, secret = SECRET, timestamp = String(NOW)) =>
  createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
export const MAC = macOf(BODY);

/** Both implementations must agree, so every expectation below is about both. */
export async function verify(...args: Parameters<typeof verifyWebhookSignature>): Promise<boolean> {
  const sync = verifyWebhookSignature(...args);
  expect(await web.verifyWebhookSignature(...args)).toBe(sync);
  return sync;
}
export async function verifyStandard(...args: Parameters<typeof verifyStandardWebhook>): Promise<boolean> {
  const sync = verifyStandardWebhook(...args);
  expect(await web.verifyStandardWebhook(...args)).toBe(sync);
  return sync;
}

export const at = (now: number) => ({ now });
