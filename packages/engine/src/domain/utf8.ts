/** UTF-8 that was found to be valid, as text: a `TextDecoder` takes five times as long for a few hundred bytes. */
export function textOf(bytes: Uint8Array, start: number = 0, end: number = bytes.length): string {
  return asBuffer(bytes).toString("utf8", start, end);
}

/** The same bytes, with a buffer's methods. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
