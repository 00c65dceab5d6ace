import type { Scheduler } from "../runtime/scheduler.ts";

/** 2025-02-07T02:55:00Z */
const EPOCH_MS = 1_738_896_900_000;

/** The machine's wall clock: goes with virtual time, and can be set. */
export class WallClock {
  readonly #scheduler: Scheduler;
  #offsetMs = 0;
  /** By how much it was set that the engine has not made up for: nobody sees it while no process runs. */
  unseenMs = 0;
  /** When it was last set, in virtual milliseconds. */
  setAtMs: number = Number.NEGATIVE_INFINITY;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Whole milliseconds since the epoch. */
  nowMs(): number {
    return Math.floor(EPOCH_MS + this.#scheduler.nowMs + this.#offsetMs);
  }

  step(ms: number): void {
    this.#offsetMs += ms;
    this.unseenMs += ms;
    this.setAtMs = this.#scheduler.nowMs;
  }
}
