import { fromBase64, hex, utf8 } from "../signature/bytes.ts";
import type { HeaderValue } from "../signature/header.ts";
import { exactBytes } from "../signature/payload.ts";
import type { Secrets } from "../signature/secret.ts";
import { DEFAULT_TOLERANCE_SECONDS, type Freshness, unixNow } from "../signature/timestamp.ts";

/** `callcall`: `x-callcall-signature`. `standard`: Standard Webhooks, `webhook-signature`. */
export type Layout = "callcall" | "standard";

/** A secret that no longer signs. */
export interface PreviousSecret {
  secret: string;
  /** When it expired, as it is to be shown. */
  expiredAt?: string | undefined;
}

/** A request whose signature is in question, as it was received. */
export interface SignatureCheck extends Freshness {
  /** The body: text is taken as UTF-8. */
  payload: string | ArrayBuffer | ArrayBufferView;
  /** `x-callcall-signature`, or `webhook-signature`. */
  signature: HeaderValue;
  /** `x-callcall-timestamp`, or `webhook-timestamp`. */
  timestamp: HeaderValue;
  /** `webhook-id`: needed for the Standard Webhooks layout only. */
  id?: string | undefined;
  /** The secrets that should verify it. */
  secrets: Secrets;
  /** Secrets that were rotated out: a signature by one of them is told apart from a stranger's. */
  previousSecrets?: readonly PreviousSecret[] | undefined;
  /** Default: what the signature looks like, or `callcall` when that needs an `id` which is not given. */
  layout?: Layout | undefined;
}

/** A check with its defaults filled in, and everything in it that may be a timestamp or a MAC. */
export interface Case {
  readonly layout: Layout;
  /** Which layout the signature looks like; undefined when like neither. */
  readonly shape: Layout | undefined;
  readonly body: Uint8Array;
  readonly signature: string;
  readonly timestamp: string;
  readonly id: string | undefined;
  readonly secrets: readonly string[];
  readonly previousSecrets: readonly PreviousSecret[];
  readonly now: number;
  readonly toleranceSeconds: number;
}

export function openCase(check: SignatureCheck): Case {
  const signature = oneValue(check.signature);
  const shape = shapeOf(signature);
  const secrets = typeof check.secrets === "string" ? [check.secrets] : check.secrets;
  return {
    layout: check.layout ?? (shape === "standard" && check.id !== undefined ? "standard" : "callcall"),
    shape,
    body: exactBytes(check.payload) ?? utf8(String(check.payload)),
    signature,
    timestamp: oneValue(check.timestamp),
    id: check.id,
    secrets,
    previousSecrets: check.previousSecrets ?? [],
    now: check.now ?? unixNow(),
    toleranceSeconds: check.toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS,
  };
}

// Four times what a verifier reads of a header: enough to say what is wrong with it, in bounded work.
const MAX_HEADER_CHARACTERS = 4096;

/** Repeated headers are shown as a proxy would join them, which no grammar accepts. */
function oneValue(header: HeaderValue): string {
  const value = typeof header === "string" ? header : (header ?? []).join(", ");
  return value.slice(0, MAX_HEADER_CHARACTERS);
}

function shapeOf(signature: string): Layout | undefined {
  if (/(?:^|[\s,])v1a?,/.test(signature)) return "standard";
  return /(?:^|[\s,])(?:t|v1)=/i.test(signature) ? "callcall" : undefined;
}

// More than any sender writes, few enough to compare with every attempt.
const MAX_MACS = 8;

/** Every MAC in a signature header, however it is written there, as lower-case hex. */
export function looseMacs(signature: string): string[] {
  const values = signature.split(/[\s,;"']+/).map((field) => field.replace(/^[A-Za-z][A-Za-z0-9]{0,7}=/, ""));
  return values.flatMap((value) => looseMac(value) ?? []).slice(0, MAX_MACS);
}

function looseMac(value: string): string | undefined {
  if (/^[0-9A-Fa-f]{64}$/.test(value)) return value.toLowerCase();
  const decoded = /^[A-Za-z0-9+/]{43}=$/.test(value) ? fromBase64(value) : undefined;
  return decoded && hex(decoded);
}

/** The value of `t=` in the signature header, as it is written there. */
export function signedTimestamp(signature: string): string | undefined {
  return /(?:^|[\s,;])t=([^,;\s]*)/i.exec(signature)?.[1];
}
