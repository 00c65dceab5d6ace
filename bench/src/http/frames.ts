/**
 * HTTP/1.1 with known peers, at a few microseconds a message: what generates load and what receives it share two
 * cores with what is measured.
 */

const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/** Cuts a stream of messages with `content-length` into messages. */
export class Frames {
  #rest: Buffer | null = null;

  /** @param onMessage told of each whole message: its head as text, and its body within `bytes` */
  push(chunk: Buffer, onMessage: (head: string, bytes: Buffer, bodyStart: number, bodyEnd: number) => void): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    while (start < bytes.length) {
      const headEnd = bytes.indexOf(HEAD_END, start);
      if (headEnd === -1) break;
      const head = bytes.toString("latin1", start, headEnd);
      const bodyStart = headEnd + 4;
      const bodyEnd = bodyStart + Number(LENGTH.exec(head)?.[1] ?? 0);
      if (bodyEnd > bytes.length) break;
      onMessage(head, bytes, bodyStart, bodyEnd);
      start = bodyEnd;
    }
    this.#rest = start < bytes.length ? bytes.subarray(start) : null;
  }
}
