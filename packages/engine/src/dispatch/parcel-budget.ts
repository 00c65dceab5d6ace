/** A lane may hold this part of what is left. */
const SHARE = 1 / 8;

/**
 * Deliveries that wait in memory, over all lanes: a thousand lanes with 256 each would be a hundred megabytes of them.
 * What is over stays in the store, and is read when there is room. The less is left, the fewer a lane may hold, so that
 * lanes that stand still leave some to those that move.
 */
export class ParcelBudget {
  readonly #most: number;
  #used = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get used(): number {
    return this.#used;
  }

  /**
   * How many more a lane may hold that holds `own`, of `most` at best. One that holds none may always hold one: no lane
   * comes to a stop for want of memory.
   */
  room(own: number, most: number): number {
    const share = Math.floor(Math.max(0, this.#most - this.#used) * SHARE);
    return Math.max(own === 0 ? 1 : 0, Math.min(most, share) - own);
  }

  use(count: number): void {
    this.#used += count;
  }

  free(count: number): void {
    this.#used -= count;
  }
}
