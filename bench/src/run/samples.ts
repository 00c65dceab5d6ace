/** Times in a histogram of fixed size: millions of them cost no memory, and 2 % is the most that one is off. */
export class Samples {
  /** Bins of 2 %, from 1 µs to 20 minutes. */
  readonly #bins = new Uint32Array(1_060);
  count = 0;

  add(ms: number): void {
    const bin = Math.floor(Math.log(Math.max(1, ms * 1_000)) / BIN_WIDTH);
    const at = Math.min(bin, this.#bins.length - 1);
    this.#bins[at] = (this.#bins[at] ?? 0) + 1;
    this.count += 1;
  }

  /** @returns milliseconds that this share of the samples does not exceed; null without samples */
  quantile(share: number): number | null {
    if (this.count === 0) return null;
    const wanted = Math.ceil(this.count * share);
    let seen = 0;
    for (const [bin, count] of this.#bins.entries()) {
      seen += count;
      if (seen >= wanted) return Math.exp((bin + 1) * BIN_WIDTH) / 1_000;
    }
    return null;
  }

  clear(): void {
    this.#bins.fill(0);
    this.count = 0;
  }

  summary(): Summary {
    return { count: this.count, p50Ms: this.quantile(0.5), p99Ms: this.quantile(0.99) };
  }
}

export interface Summary {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

const BIN_WIDTH = Math.log(1.02);

/** The middle one; null without any. */
export function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
