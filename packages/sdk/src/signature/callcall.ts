import { concat, utf8 } from "./bytes.ts";
import type { Claim } from "./claim.ts";
import { type HeaderValue, headerText } from "./header.ts";
import { payloadBytes } from "./payload.ts";
import { type Freshness, isFresh, parseTimestamp } from "./timestamp.ts";

/** A sender signs with the current secret and those a rotation still lets live: never more than 3. */
export const MAX_SIGNATURES = 3;

// One field of the header. The value has no space, so two headers joined by a proxy ("a, b") do not parse.
const FIELD = /^([a-z][a-z0-9]*)=([A-Za-z0-9+/_=-]*)$/;
const HEX_MAC = /^[0-9a-f]{64}$/;

/** What `x-callcall-signature` holds. */
export interface CallcallSignature {
  readonly timestamp: string;
  readonly macs: readonly string[];
}

/**
 * Reads `t=<unix s>,v1=<hex>[,v1=<hex>[,v1=<hex>]]`, or undefined. Fields of other versions (`v2=…`) are
 * skipped, so that a future sender can add them, but the header needs a `v1` of 64 lower-case hex digits,
 * and each `v1` must be one: a lenient reader of `v1=` once accepted the empty MAC (RUSTSEC-2024-0010).
 */
export function parseCallcallSignature(header: string): CallcallSignature | undefined {
  const fields = header.split(",").map((field) => FIELD.exec(field));
  const macs: string[] = [];
  for (const [index, field] of fields.entries()) {
    const [, name, value] = field ?? [];
    if (name === undefined || value === undefined) return undefined;
    // `t` comes first and once: with two of them, readers would disagree on which one was signed.
    if ((name === "t") !== (index === 0)) return undefined;
    if (name !== "v1") continue;
    if (!HEX_MAC.test(value)) return undefined;
    macs.push(value);
  }
  const timestamp = fields[0]?.[2];
  if (timestamp === undefined || parseTimestamp(timestamp) === undefined) return undefined;
  return macs.length >= 1 && macs.length <= MAX_SIGNATURES ? { timestamp, macs } : undefined;
}

export function formatCallcallSignature(signature: CallcallSignature): string {
  return [`t=${signature.timestamp}`, ...signature.macs.map((mac) => `v1=${mac}`)].join(",");
}

/** Signed content: `<timestamp>.<body>`. */
export function callcallMessage(timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(utf8(`${timestamp}.`), body);
}

/** What a delivery's `x-callcall-*` headers claim; undefined when they are malformed, stale or disagree. */
export function readCallcallClaim(
  payload: unknown,
  signatureHeader: HeaderValue,
  timestampHeader: HeaderValue,
  freshness: Freshness | undefined,
): Claim | undefined {
  const signature = parseCallcallSignature(headerText(signatureHeader) ?? "");
  if (signature === undefined || signature.timestamp !== timestampHeader) return undefined;
  if (!isFresh(Number(signature.timestamp), freshness)) return undefined;
  const body = payloadBytes(payload);
  if (body === undefined) return undefined;
  return { message: callcallMessage(signature.timestamp, body), macs: signature.macs };
}
