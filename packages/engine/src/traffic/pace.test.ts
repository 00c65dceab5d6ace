import fc from "fast-check";
import { expect, it } from "vitest";
import { dueAtMs, dueBy, totalOf } from "./pace.ts";

it("spreads events evenly from the first moment", () => {
  const pace = { ratePerSecond: 4, durationMs: 2_000 };
  expect(totalOf(pace)).toBe(8);
  expect([0, 249, 250, 999, 1_000, 1_750, 9_999].map((ms) => dueBy(ms, pace))).toEqual([1, 1, 2, 4, 5, 8, 8]);
});

it("has one event at least, and no more than rate by duration", () => {
  expect(totalOf({ ratePerSecond: 0.1, durationMs: 1_000 })).toBe(1);
  expect(totalOf({ ratePerSecond: 100, durationMs: 600_000 })).toBe(60_000);
});

it("does not drift: every event is due at its own moment, whatever the rate, and not a millisecond before", () => {
  const rates = fc.integer({ min: 1, max: 1_000 }).map((tenths) => tenths / 10);
  fc.assert(
    fc.property(rates, fc.integer({ min: 0, max: 59_999 }), (ratePerSecond, n) => {
      const pace = { ratePerSecond, durationMs: 1e9 };
      expect(dueBy(dueAtMs(n, pace), pace)).toBe(n + 1);
      expect(dueBy(Math.max(0, dueAtMs(n, pace) - 1), pace)).toBe(Math.max(1, n));
    }),
  );
});
