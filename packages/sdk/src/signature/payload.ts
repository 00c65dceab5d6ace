import { utf8 } from "./bytes.ts";

/**
 * A body to verify: its text, its bytes, or (best effort) what JSON.parse made of it.
 * @see verifyWebhookSignature for what "best effort" loses.
 */
export type Payload = string | ArrayBuffer | ArrayBufferView | object;

// Keyed by the parsed object itself, weakly: the bytes live as long as the request does, and no property
// of the object can be forged by a body to claim other bytes.
const receivedBytes = new WeakMap<object, Uint8Array>();

/** Remembers the bytes that an object was parsed from, so that exactly these are verified. */
export function rememberBytes(parsed: unknown, bytes: Uint8Array): void {
  if (typeof parsed === "object" && parsed !== null) receivedBytes.set(parsed, bytes);
}

// UTF-8 never decodes to half a surrogate pair, so text that holds one is not the body that arrived;
// encoding it would turn it into U+FFFD and let it pass for a body that has U+FFFD there.
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The bytes of a text or binary payload; undefined for anything else. */
export function exactBytes(payload: unknown): Uint8Array | undefined {
  if (typeof payload === "string") return LONE_SURROGATE.test(payload) ? undefined : utf8(payload);
  // Not instanceof: a test runner's realm has an ArrayBuffer and a Uint8Array of its own.
  if (ArrayBuffer.isView(payload)) return new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength);
  if (Object.prototype.toString.call(payload) === "[object ArrayBuffer]") return new Uint8Array(payload as ArrayBuffer);
  return undefined;
}

/** The bytes to verify for whatever a framework left in `req.body`; undefined when there are none. */
export function payloadBytes(payload: unknown): Uint8Array | undefined {
  const exact = exactBytes(payload);
  if (exact !== undefined || typeof payload !== "object" || payload === null) return exact;
  return receivedBytes.get(payload) ?? serialized(payload);
}

function serialized(parsed: object): Uint8Array | undefined {
  try {
    const text: string | undefined = JSON.stringify(parsed);
    return text === undefined ? undefined : utf8(text);
  } catch {
    return undefined; // A cycle or a BigInt: not something JSON.parse returned.
  }
}
