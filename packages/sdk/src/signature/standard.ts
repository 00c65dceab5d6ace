import { concat, utf8 } from "./bytes.ts";
import type { Claim } from "./claim.ts";
import { findHeader, type HeaderBag } from "./header.ts";
import { payloadBytes } from "./payload.ts";
import { type Freshness, isFresh, parseTimestamp } from "./timestamp.ts";

// Visible ASCII without a full stop: the signed content joins id, timestamp and body with full stops, so
// with one inside the id the same bytes could be cut in two ways (Standard Webhooks 1.0.0).
const ID = /^[!-\-/-~]{1,256}$/;

const FIELD = /^([a-z][a-z0-9]*),([A-Za-z0-9+/_=-]*)$/;
const BASE64_MAC = /^[A-Za-z0-9+/]{43}=$/;

export function isWebhookId(id: string): boolean {
  return ID.test(id);
}

/**
 * Reads the MACs of `webhook-signature`: `v1,<base64>` separated by spaces. Other versions (`v1a`, the
 * ed25519 one) are skipped. Undefined when the header is malformed or has no `v1`.
 */
export function parseStandardSignature(header: string): readonly string[] | undefined {
  const macs: string[] = [];
  for (const field of header.split(" ")) {
    const [, version, value] = FIELD.exec(field) ?? [];
    if (version === undefined || value === undefined) return undefined;
    if (version !== "v1") continue;
    if (!BASE64_MAC.test(value)) return undefined;
    macs.push(value);
  }
  return macs.length > 0 ? macs : undefined;
}

export function formatStandardSignature(macs: readonly string[]): string {
  return macs.map((mac) => `v1,${mac}`).join(" ");
}

/** Signed content: `<id>.<timestamp>.<body>`. */
export function standardMessage(id: string, timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(utf8(`${id}.${timestamp}.`), body);
}

/** What a delivery's `webhook-*` headers claim; undefined when they are malformed or stale. */
export function readStandardClaim(
  payload: unknown,
  headers: HeaderBag,
  freshness: Freshness | undefined,
): Claim | undefined {
  const id = findHeader(headers, "webhook-id") ?? "";
  const timestamp = findHeader(headers, "webhook-timestamp") ?? "";
  const macs = parseStandardSignature(findHeader(headers, "webhook-signature") ?? "");
  const seconds = parseTimestamp(timestamp);
  if (macs === undefined || seconds === undefined || !isWebhookId(id)) return undefined;
  if (!isFresh(seconds, freshness)) return undefined;
  const body = payloadBytes(payload);
  return body === undefined ? undefined : { message: standardMessage(id, timestamp, body), macs };
}
