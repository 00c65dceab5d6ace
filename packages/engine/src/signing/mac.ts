import { hash } from "node:crypto";

/** Bytes that SHA-256 takes in at a time. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** A payload is rarely larger; for one that is, memory is taken for as long as it is signed. */
const SCRATCH_BYTES = 16_384;
/** Of one UTF-16 unit in UTF-8, at most. */
const UNIT_BYTES = 3;

/** A key of HMAC-SHA256 (RFC 2104), as far as it can be prepared: the blocks that both of its hashes begin with. */
export interface MacKey {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

export function macKey(key: Uint8Array): MacKey {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? hash("sha256", key, "buffer") : key);
  return { inner: block.map((byte) => byte ^ 0x36), outer: block.map((byte) => byte ^ 0x5c) };
}

// Nothing here waits, so one of each serves every call.
const scratch = Buffer.alloc(SCRATCH_BYTES);
const outerScratch = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

/**
 * HMAC-SHA256 over `prefix` (UTF-8) and `body`, by the hash in one call. An `Hmac` is an object with a native part,
 * which costs more to make, and to collect, than to hash a payload.
 */
export function mac(key: MacKey, prefix: string, body: Uint8Array, encoding: "hex" | "base64"): string {
  const needed = BLOCK_BYTES + prefix.length * UNIT_BYTES + body.length;
  const input = needed > SCRATCH_BYTES ? Buffer.allocUnsafe(needed) : scratch;
  input.set(key.inner);
  const bodyStart = BLOCK_BYTES + input.write(prefix, BLOCK_BYTES, "utf8");
  input.set(body, bodyStart);
  // As text of one character for each byte: a buffer of its own would cost as much as the hash.
  const digest = hash("sha256", input.subarray(0, bodyStart + body.length), "binary");
  outerScratch.set(key.outer);
  outerScratch.write(digest, BLOCK_BYTES, "latin1");
  return hash("sha256", outerScratch, encoding);
}
