/** At most one call in `ms` milliseconds: the first at once, what came in between once at its end. */
export class Throttle {
  readonly #ms: number;
  readonly #run: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #again = false;

  constructor(ms: number, run: () => void) {
    this.#ms = ms;
    this.#run = run;
  }

  call(): void {
    if (this.#timer !== undefined) {
      this.#again = true;
      return;
    }
    this.#run();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.call();
    }, this.#ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }
}
