/**
 * Response times, counted in bins that grow by the sixteenth root of two. A value stands for the middle of its
 * bin, half a bin away at the most: 2^(1/32), which is 2.19 %. Counts of one bin add up, over commits, minutes and
 * webhooks, so a percentile of any window is as good as one of a single minute.
 */

/** How many attempts fell into each bin. */
export type Bins = ReadonlyMap<number, number>;

const BINS_PER_DOUBLING = 16;

/** Nothing over a network is faster; it keeps the logarithm of 0 away. */
const SHORTEST_MS = 0.01;

export function binOf(ms: number): number {
  return Math.floor(BINS_PER_DOUBLING * Math.log2(Math.max(ms, SHORTEST_MS)));
}

/** The value that a bin stands for: its geometric middle, in milliseconds. */
export function middleMs(bin: number): number {
  return 2 ** ((bin + 0.5) / BINS_PER_DOUBLING);
}

/** The smallest value that at least `fraction` of all values do not exceed (nearest rank); null without values. */
export function percentileMs(bins: Bins, fraction: number): number | null {
  const counted = [...bins].sort(([a], [b]) => a - b);
  const total = counted.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(fraction * total));
  let passed = 0;
  for (const [bin, count] of counted) {
    passed += count;
    if (passed >= rank) return middleMs(bin);
  }
  return null;
}

export function addBins(into: Map<number, number>, bins: Bins): void {
  for (const [bin, count] of bins) into.set(bin, (into.get(bin) ?? 0) + count);
}
