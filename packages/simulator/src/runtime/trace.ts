import { createHash } from "node:crypto";

/** What a reader of the story is told. */
export interface StoryLine {
  readonly atMs: number;
  readonly text: string;
}

/** Everything that happened, as one hash: two runs are the same run exactly if it is the same. */
export class Trace {
  readonly story: StoryLine[] = [];
  readonly #hash = createHash("sha256");
  readonly #nowMs: () => number;
  readonly #listener: ((line: StoryLine) => void) | undefined;

  constructor(nowMs: () => number, listener?: (line: StoryLine) => void) {
    this.#nowMs = nowMs;
    this.#listener = listener;
  }

  /** A step, for the hash and for whoever wants all of it. */
  note(text: string): void {
    const atMs = this.#nowMs();
    this.#hash.update(`${atMs} ${text}\n`);
    this.#listener?.({ atMs, text });
  }

  /** A milestone: part of the story as well. */
  tell(text: string): void {
    this.story.push({ atMs: this.#nowMs(), text });
    this.note(text);
  }

  /** The first 16 hexadecimal digits of SHA-256 over all notes. Ends the trace. */
  digest(): string {
    return this.#hash.digest("hex").slice(0, 16);
  }
}
