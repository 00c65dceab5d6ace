import type { Timers } from "../runtime/clock.ts";
import { Turns } from "./turns.ts";

/** Attempts that begin in one turn of the event loop: to sign and write so many takes one to three milliseconds. */
const STARTS_PER_TURN = 48;

/**
 * Lets a bounded number of attempts begin in one turn of the event loop. A commit of a thousand rows ends with as many
 * requests to sign, which would keep answers, deadlines and publishers waiting for 50 ms; so those beyond the bound take
 * off in the turns that follow, in their order.
 */
export class Runway {
  readonly #timers: Pick<Timers, "soon">;
  readonly #waiting = new Turns<() => unknown>();
  #left = STARTS_PER_TURN;
  #turning = false;

  constructor(timers: Pick<Timers, "soon">) {
    this.#timers = timers;
  }

  /** Begin now, or in a later turn. */
  clear(begin: () => unknown): void {
    this.#endTurnSoon();
    if (this.#left === 0 || !this.#waiting.empty) {
      this.#waiting.push(begin);
      return;
    }
    this.#left -= 1;
    begin();
  }

  #endTurnSoon(): void {
    if (this.#turning) return;
    this.#turning = true;
    this.#timers.soon(() => {
      this.#turning = false;
      this.#left = STARTS_PER_TURN;
      while (this.#left > 0 && !this.#waiting.empty) {
        this.#left -= 1;
        this.#waiting.next()?.();
      }
      if (!this.#waiting.empty) this.#endTurnSoon();
    });
  }
}
