/** How late a timer may be and still be made up for. */
const LATENESS_MS = 10;

/**
 * A rate limit: never more than so many in any second. Goes by the steady clock, so that a wall clock that
 * steps back holds nothing up.
 */
export class Pace {
  #nextMs = 0;

  waitMs(steadyMs: number): number {
    return this.#nextMs - steadyMs;
  }

  /** Take the next place. */
  use(steadyMs: number, perSecond: number | null): void {
    if (perSecond === null) return;
    if (perSecond <= 1000 / LATENESS_MS) {
      this.#nextMs = Math.max(this.#nextMs, steadyMs) + 1000 / perSecond;
      return;
    }
    // Places closer together than timers are exact: one that was missed is made up for, and the places are set
    // that much further apart that no second has one too many.
    const apartMs = (1000 + LATENESS_MS) / (perSecond - 1);
    this.#nextMs = Math.max(this.#nextMs, steadyMs - LATENESS_MS) + apartMs;
  }
}
