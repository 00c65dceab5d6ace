import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pace } from "./pace.ts";

/** Send as fast as the pace allows, each up to so much late, and note when. */
function run(perSecond: number, seconds: number, lateMs: () => number): number[] {
  const pace = new Pace();
  const sends: number[] = [];
  for (let now = 0; now < seconds * 1000; ) {
    const waitMs = pace.waitMs(now);
    if (waitMs > 0) {
      now += waitMs + lateMs();
      continue;
    }
    pace.use(now, perSecond);
    sends.push(now);
  }
  return sends;
}

/** The most sends in any second. */
function most(sends: readonly number[]): number {
  let first = 0;
  let result = 0;
  for (const [index, at] of sends.entries()) {
    while (at - (sends[first] ?? 0) >= 1000 - 1e-6) first += 1;
    result = Math.max(result, index - first + 1);
  }
  return result;
}

describe("pace", () => {
  it.each([1, 2, 7, 100, 101, 333, 1_000, 10_000])("of %i a second is never passed in any second", (perSecond) => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 30, noNaN: true })), (lateness) => {
        expect(most(run(perSecond, 4, () => lateness.next().value))).toBeLessThanOrEqual(perSecond);
      }),
      { numRuns: 20 },
    );
  });

  it.each([1, 10, 100, 101, 500, 1_000, 5_000])(
    "of %i a second is nearly reached, timers being late by one",
    (perSecond) => {
      const late = perSecond > 100 ? 1 : 0;
      expect(run(perSecond, 10, () => late).length).toBeGreaterThanOrEqual(perSecond * 10 * 0.97);
    },
  );

  it("begins at once, however late it is", () => {
    const pace = new Pace();
    expect(pace.waitMs(1e9)).toBeLessThanOrEqual(0);
    pace.use(1e9, 10);
    expect(pace.waitMs(1e9)).toBe(100);
  });

  it("is no limit where there is none, and takes effect when there is", () => {
    const pace = new Pace();
    for (let n = 0; n < 1_000; n++) pace.use(0, null);
    expect(pace.waitMs(0)).toBeLessThanOrEqual(0);
    pace.use(0, 2);
    expect(pace.waitMs(0)).toBe(500);
  });
});
