/**
 * How many requests a webhook that has just recovered may have in flight: one, one more with each that succeeds
 * (so twice as many each round trip), half as many after one that fails. Once it has reached the cap it is over:
 * a consumer that came back with a full backlog is not knocked down again by the first second of it.
 */
export class Ramp {
  #window: number = Number.POSITIVE_INFINITY;

  /** The most that may be in flight. */
  get window(): number {
    return this.#window;
  }

  restart(): void {
    this.#window = 1;
  }

  /** @param most the cap that it grows up to */
  answered(failed: boolean, most: number): void {
    if (this.#window === Number.POSITIVE_INFINITY) return;
    this.#window = failed ? Math.max(1, Math.floor(this.#window / 2)) : this.#window + 1;
    if (this.#window >= most) this.#window = Number.POSITIVE_INFINITY;
  }
}
