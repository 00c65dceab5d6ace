/** How many entries a second arrive, over the last seconds. */
const SECONDS = 5;

export class Rate {
  readonly #counts = new Array<number>(SECONDS + 1).fill(0);
  #second = 0;

  count(nowMs: number): void {
    this.#advance(nowMs);
    const at = this.#second % this.#counts.length;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** Entries a second, averaged over the whole seconds before this one. */
  perSecond(nowMs: number): number {
    this.#advance(nowMs);
    const running = this.#second % this.#counts.length;
    const sum = this.#counts.reduce((total, count, index) => (index === running ? total : total + count), 0);
    return sum / SECONDS;
  }

  #advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    const steps = Math.min(second - this.#second, this.#counts.length);
    for (let step = 1; step <= steps; step++) this.#counts[(second - steps + step) % this.#counts.length] = 0;
    // A clock that was set back counts on in the newest second.
    this.#second = Math.max(this.#second, second);
  }
}
