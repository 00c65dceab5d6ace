import fc from "fast-check";
import { expect, test } from "vitest";
import { addBins, binOf, middleMs, percentileMs } from "./histogram.ts";

const times = fc.array(fc.double({ min: 0.01, max: 40_000, noNaN: true }), { minLength: 1, maxLength: 300 });

function binned(values: readonly number[]): Map<number, number> {
  const bins = new Map<number, number>();
  for (const value of values) addBins(bins, new Map([[binOf(value), 1]]));
  return bins;
}

/** Nearest rank over the values themselves. */
function exact(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(fraction * sorted.length)) - 1] as number;
}

test.each([0.5, 0.95, 0.99, 1])("percentile %s is within 2.2 % of the exact one", (fraction) => {
  fc.assert(
    fc.property(times, (values) => {
      const value = exact(values, fraction);
      const estimate = percentileMs(binned(values), fraction) as number;
      expect(Math.abs(estimate - value) / value).toBeLessThan(0.022);
    }),
    { numRuns: 300 },
  );
});

test("bins of parts add up to the bins of the whole", () => {
  fc.assert(
    fc.property(times, times, (one, two) => {
      const sum = binned(one);
      addBins(sum, binned(two));
      expect(sum).toEqual(binned([...one, ...two]));
    }),
  );
});

test("what is too short to be measured has a bin of its own, and nothing has no percentile", () => {
  expect(binOf(0)).toBe(binOf(0.01));
  expect(middleMs(binOf(0))).toBeCloseTo(0.01, 3);
  expect(percentileMs(new Map(), 0.5)).toBeNull();
});
