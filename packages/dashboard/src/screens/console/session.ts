import type { StreamEntry } from "@callcall/webhooks/client";
import type { LiveStatus } from "../../live/hub.ts";
import type { ConsoleBuffer } from "./buffer.ts";

interface SessionPorts {
  readonly nowMs: () => number;
  /** Calls back after `ms` milliseconds, unless the returned function is called before. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

/** After a reconnection the first entry tells whether something is missing. When none comes, nothing happened. */
const VERDICT_MS = 1_500;

/** Turns what the stream sends, and how it is doing, into lines: where a reader could be misled, a note says so. */
export class ConsoleSession {
  readonly #buffer: ConsoleBuffer;
  readonly #ports: SessionPorts;
  #connectedBefore = false;
  #lost = false;
  #lastEntryAt: string | null = null;
  #cancelVerdict: (() => void) | undefined;
  /** The least that an entry's time ever lay before ours: what is between the two clocks, and the way. */
  #offsetMs = Number.POSITIVE_INFINITY;
  #behindMs = 0;

  constructor(buffer: ConsoleBuffer, ports: SessionPorts) {
    this.#buffer = buffer;
    this.#ports = ports;
  }

  entry(entry: StreamEntry): void {
    const now = this.#ports.nowMs();
    if (entry.kind === "stream.gap") {
      this.#settle();
      this.#buffer.note({ state: "gap", missed: entry.missed ?? null, from: this.#lastEntryAt, to: entry.at }, now);
      return;
    }
    if (this.#cancelVerdict !== undefined) this.#resumed();
    this.#lastEntryAt = entry.at;
    const age = now - Date.parse(entry.at);
    this.#offsetMs = Math.min(this.#offsetMs, age);
    this.#behindMs = age - this.#offsetMs;
    this.#buffer.add(entry, now);
  }

  /** How long ago the newest entry happened when it got here, beyond the usual: more than a moment is a backlog. */
  get behindMs(): number {
    return this.#behindMs;
  }

  status({ state, why }: LiveStatus): void {
    if (state === "open") this.#opened();
    else if (state === "reconnecting" || state === "dead") this.#lose(why ?? "it was closed");
  }

  #opened(): void {
    if (!this.#connectedBefore) {
      this.#connectedBefore = true;
      this.#buffer.note({ state: "connected" }, this.#ports.nowMs());
    } else if (this.#lost) {
      this.#cancelVerdict ??= this.#ports.after(VERDICT_MS, () => this.#resumed());
    }
  }

  #lose(why: string): void {
    this.#settle();
    // Each failed try is in the status; the log has one line for the break.
    if (!this.#lost && this.#connectedBefore) this.#buffer.note({ state: "lost", why }, this.#ports.nowMs());
    this.#lost = true;
  }

  #resumed(): void {
    this.#settle();
    this.#lost = false;
    this.#buffer.note({ state: "resumed" }, this.#ports.nowMs());
  }

  #settle(): void {
    this.#cancelVerdict?.();
    if (this.#cancelVerdict !== undefined) this.#lost = false;
    this.#cancelVerdict = undefined;
  }
}
