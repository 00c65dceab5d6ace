import { Readable } from "node:stream";
import type { StreamItem } from "@callcall/engine";

/** One reader's server-sent events. It buffers up to a bound, then ends: what was buffered is still sent. */
export class Feed extends Readable {
  readonly #bufferedBytes: number;
  #ended = false;
  /** The reader has taken something since the last heartbeat. */
  #taken = true;

  constructor(bufferedBytes: number) {
    super();
    this.#bufferedBytes = bufferedBytes;
    // Answer at once, so that the reader knows it is connected; and let it come back a second after a break.
    this.#write("retry: 1000\n\n");
  }

  override _read(): void {
    this.#taken = true;
  }

  /** JSON.stringify escapes line ends, so that no payload can end its message and begin one of its own. */
  send({ id, entry }: StreamItem): void {
    this.#write(`id: ${id}\nevent: ${entry.kind}\ndata: ${JSON.stringify(entry)}\n\n`);
  }

  /** Keep the connection alive; a reader that took nothing since the last one is gone. */
  beat(): void {
    if (this.readableLength > 0 && !this.#taken) {
      this.destroy();
      return;
    }
    this.#taken = false;
    this.#write(": heartbeat\n\n");
  }

  /** End after what is buffered. The reader reconnects with the last id it saw. */
  finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.push(null);
  }

  #write(text: string): void {
    if (this.#ended || this.destroyed) return;
    if (this.readableLength + text.length > this.#bufferedBytes) {
      this.finish();
      return;
    }
    this.push(text);
  }
}
