export interface BodyCaps {
  /** Read at most this many bytes. */
  readonly readBytes: number;
  /** Keep the first of them. */
  readonly keptBytes: number;
}

const EMPTY = new Uint8Array(0);

/** What is read of a response body, under its caps. */
export class ResponseBody {
  readonly #caps: BodyCaps;
  // Nearly every body is empty or comes in one piece.
  #first: Uint8Array = EMPTY;
  #more: Uint8Array[] | null = null;
  #kept = 0;
  bytes = 0;
  /** More came than may be read. */
  overflowed = false;

  constructor(caps: BodyCaps) {
    this.#caps = caps;
  }

  /** False when no more may be read. */
  push(chunk: Uint8Array): boolean {
    const room = this.#caps.keptBytes - this.#kept;
    if (room > 0) {
      // A copy: the chunk is a view of the socket's 64 KiB read buffer and would keep all of it alive.
      const part = Buffer.from(chunk.length > room ? chunk.subarray(0, room) : chunk);
      if (this.#kept === 0) {
        this.#first = part;
      } else {
        this.#more ??= [];
        this.#more.push(part);
      }
      this.#kept += part.length;
    }
    this.bytes += chunk.length;
    if (this.bytes <= this.#caps.readBytes) return true;
    this.bytes = this.#caps.readBytes;
    this.overflowed = true;
    return false;
  }

  get truncated(): boolean {
    return this.overflowed || this.bytes > this.#kept;
  }

  /** The first bytes, joined. */
  kept(): Uint8Array {
    return this.#more === null ? this.#first : Buffer.concat([this.#first, ...this.#more]);
  }
}
