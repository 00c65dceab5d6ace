import type { StreamEntry } from "@callcall/webhooks/client";
import { type ConsoleFilter, matcherOf } from "./filter.ts";
import type { Line, Note } from "./line.ts";
import { Rate } from "./rate.ts";

/** The console holds this many lines; older ones are in the lists. */
export const LINES_MAX = 20_000;

/** What is shown at one moment. A new object whenever it differs, so that a screen can compare. */
export interface View {
  readonly version: number;
  readonly length: number;
  /** No entry is among the lines, and no note that somebody has to see. */
  readonly quiet: boolean;
  line(index: number): Line | undefined;
}

/**
 * The lines of the console: the newest `LINES_MAX`, those of them that the filter lets through, and whether the
 * reader has stopped the screen. Lines go on arriving behind a stopped screen, and are counted.
 */
export class ConsoleBuffer {
  readonly #max: number;
  readonly rate = new Rate();
  #lines: Line[] = [];
  #shown: Line[] = [];
  /** Set while paused: what stood on the screen then. */
  #frozen: readonly Line[] | null = null;
  #held = 0;
  #seq = 0;
  #dropped = 0;
  #version = 0;
  #filter: ConsoleFilter = {};
  #matches: (line: Line) => boolean = matcherOf({});
  #view: View | undefined;

  constructor(max: number = LINES_MAX) {
    this.#max = max;
  }

  add(entry: StreamEntry, nowMs: number): void {
    this.rate.count(nowMs);
    this.#push({ seq: ++this.#seq, atMs: Date.parse(entry.at), entry, note: null });
  }

  note(note: Note, nowMs: number): void {
    this.#push({ seq: ++this.#seq, atMs: nowMs, entry: null, note });
  }

  #push(line: Line): void {
    this.#lines.push(line);
    if (this.#matches(line)) {
      this.#shown.push(line);
      if (this.#frozen !== null && line.entry !== null) this.#held += 1;
    }
    this.#shrink();
    this.#changed();
  }

  /** In steps of a tenth: to cut off one line per line would move 20,000 of them each time. */
  #shrink(): void {
    if (this.#lines.length < this.#max * 1.1) return;
    const surplus = this.#lines.length - this.#max;
    const firstKept = this.#lines[surplus]?.seq ?? 0;
    this.#lines = this.#lines.slice(surplus);
    const gone = this.#shown.findIndex(({ seq }) => seq >= firstKept);
    this.#shown = gone === -1 ? [] : this.#shown.slice(gone);
    this.#dropped += surplus;
  }

  setFilter(filter: ConsoleFilter): void {
    this.#filter = filter;
    this.#matches = matcherOf(filter);
    this.#shown = this.#lines.filter(this.#matches);
    if (this.#frozen !== null) this.#freeze();
    this.#changed();
  }

  get filter(): ConsoleFilter {
    return this.#filter;
  }

  pause(): void {
    if (this.#frozen !== null) return;
    this.#freeze();
    this.#changed();
  }

  #freeze(): void {
    this.#frozen = [...this.#shown];
    this.#held = 0;
  }

  resume(): void {
    this.#frozen = null;
    this.#held = 0;
    this.#changed();
  }

  clear(): void {
    this.#lines = [];
    this.#shown = [];
    this.#dropped = 0;
    if (this.#frozen !== null) this.#freeze();
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    this.#view = undefined;
  }

  get paused(): boolean {
    return this.#frozen !== null;
  }
  /** Entries that match and arrived since the screen was stopped. */
  get held(): number {
    return this.#held;
  }
  /** Lines in memory, shown or not. */
  get size(): number {
    return this.#lines.length;
  }
  /** Lines that had to go, since the last clearing. */
  get dropped(): number {
    return this.#dropped;
  }
  get version(): number {
    return this.#version;
  }

  view(): View {
    const lines = this.#frozen ?? this.#shown;
    // The array grows under the view, so the view remembers its end.
    const { length } = lines;
    this.#view ??= {
      version: this.#version,
      length,
      // Ends at the first entry, which is mostly the first line.
      quiet: lines.every(({ note }) => note !== null && note.state !== "gap" && note.state !== "lost"),
      line: (index) => (index < length ? lines[index] : undefined),
    };
    return this.#view;
  }

  /** What is shown, as JSON lines: each entry as it came. */
  exportText(): string {
    const lines = this.#frozen ?? this.#shown;
    return lines
      .map(({ entry, note, atMs }) => `${JSON.stringify(entry ?? { note, at: new Date(atMs).toISOString() })}\n`)
      .join("");
  }
}
