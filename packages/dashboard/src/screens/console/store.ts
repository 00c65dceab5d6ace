import { liveHub } from "../../live/live.ts";
import { ConsoleBuffer, type View } from "./buffer.ts";
import { ConsoleSession } from "./session.ts";

/** What a screen draws from: it changes once per frame at the most, however much arrives in between. */
export interface ConsoleSnapshot {
  readonly view: View;
  readonly paused: boolean;
  readonly held: number;
  readonly size: number;
  readonly dropped: number;
  readonly perSecond: number;
  readonly behindMs: number;
}

/** The console of one account. It outlives its screen: whoever comes back from an event finds everything in place. */
export class ConsoleStore {
  readonly buffer = new ConsoleBuffer();
  readonly #session: ConsoleSession;
  readonly #watchers = new Set<() => void>();
  #snapshot: ConsoleSnapshot;
  #frame: number | undefined;

  constructor() {
    this.#session = new ConsoleSession(this.buffer, {
      nowMs: Date.now,
      after(ms, callback) {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    });
    this.#snapshot = this.#take();
  }

  /** Follow the stream while somebody looks. */
  follow(accountId: string): () => void {
    const hub = liveHub(accountId);
    const leave = hub.listen({
      whileHidden: true,
      onEntry: (entry) => {
        this.#session.entry(entry);
        this.#schedule();
      },
      onStatus: (status) => {
        this.#session.status(status);
        this.#schedule();
      },
    });
    // It may have been opened for another screen.
    this.#session.status(hub.status);
    // The rate goes down without an entry that would say so.
    const beat = setInterval(() => this.#schedule(), 1_000);
    return () => {
      leave();
      clearInterval(beat);
    };
  }

  /** Do something to the buffer, and show it. */
  change(how: (buffer: ConsoleBuffer) => void): void {
    how(this.buffer);
    this.#schedule();
  }

  watch = (notify: () => void): (() => void) => {
    this.#watchers.add(notify);
    return () => this.#watchers.delete(notify);
  };

  snapshot = (): ConsoleSnapshot => this.#snapshot;

  #schedule(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#snapshot = this.#take();
      for (const notify of this.#watchers) notify();
    });
  }

  #take(): ConsoleSnapshot {
    const { buffer } = this;
    return {
      view: buffer.view(),
      paused: buffer.paused,
      held: buffer.held,
      size: buffer.size,
      dropped: buffer.dropped,
      perSecond: buffer.rate.perSecond(Date.now()),
      behindMs: this.#session.behindMs,
    };
  }
}

const stores = new Map<string, ConsoleStore>();

export function consoleStore(accountId: string): ConsoleStore {
  const known = stores.get(accountId) ?? new ConsoleStore();
  // Of the account before nothing is kept: the next who signs in may not be the last.
  for (const other of stores.keys()) if (other !== accountId) stores.delete(other);
  stores.set(accountId, known);
  return known;
}
