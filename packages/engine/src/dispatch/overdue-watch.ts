import type { Clock, Timer, Timers } from "../runtime/clock.ts";

/**
 * Tells of what is not over after a fixed time. All wait for the same time, so that the order in which they came is
 * the order in which they are due: one timer, for the first of them, however many there are.
 */
export class OverdueWatch<Item> {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #afterMs: number;
  readonly #onOverdue: (item: Item) => void;
  /** In the order of their beginning, which is kept with each. */
  readonly #items = new Map<Item, number>();
  #timer: Timer | null = null;

  constructor(clock: Clock, timers: Timers, afterMs: number, onOverdue: (item: Item) => void) {
    this.#clock = clock;
    this.#timers = timers;
    this.#afterMs = afterMs;
    this.#onOverdue = onOverdue;
  }

  add(item: Item): void {
    this.#items.set(item, this.#clock.monotonicMs());
    if (this.#timer === null) this.#arm(this.#afterMs);
  }

  /** It is over. The timer stays: at most one in so long fires for nothing. */
  remove(item: Item): void {
    this.#items.delete(item);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#items.clear();
  }

  #arm(ms: number): void {
    this.#timer = this.#timers.after(ms, () => {
      this.#timer = null;
      this.#look();
    });
  }

  #look(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [item, sinceMs] of this.#items) {
      const leftMs = sinceMs + this.#afterMs - nowMs;
      if (leftMs > 0) {
        this.#arm(leftMs);
        return;
      }
      this.#items.delete(item);
      this.#onOverdue(item);
    }
  }
}
