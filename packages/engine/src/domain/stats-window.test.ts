import { BUCKET_SECONDS, LIMITS } from "@callcall/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketCount, chooseWindow, type StatsWindow } from "./stats-window.ts";

const NOW = Date.parse("2026-03-04T10:20:30.400Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function windowOf(request: Parameters<typeof chooseWindow>[0]): StatsWindow {
  const choice = chooseWindow(request, NOW);
  if (!choice.ok) throw new Error(choice.detail);
  return choice.window;
}

test.each([
  ["an hour", HOUR, 60, "minute"],
  ["a day", DAY, 900, "minute"],
  ["a week", 7 * DAY, 3_600, "hour"],
  ["a month", 30 * DAY, 21_600, "hour"],
  ["a year", 365 * DAY, 86_400, "hour"],
] as const)("%s is cut into buckets that a chart can show", (_, lengthMs, seconds, width) => {
  const window = windowOf({ sinceMs: NOW - lengthMs });
  expect(window).toMatchObject({ bucketMs: seconds * 1000, width });
});

test("without a word it is the last 24 hours, rounded outwards to whole buckets", () => {
  expect(windowOf({})).toEqual({
    sinceMs: Date.parse("2026-03-03T10:15:00Z"),
    untilMs: Date.parse("2026-03-04T10:30:00Z"),
    bucketMs: 900_000,
    width: "minute",
  });
});

test("a window holds what was asked for, whole buckets of it, and never more than may be shown", () => {
  const request = fc.record(
    {
      sinceMs: fc.integer({ min: NOW - 500 * DAY, max: NOW }),
      untilMs: fc.integer({ min: NOW - 500 * DAY, max: NOW + DAY }),
      bucketSeconds: fc.constantFrom(...BUCKET_SECONDS),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(request, (asked) => {
      const choice = chooseWindow(asked, NOW);
      if (!choice.ok) return;
      const { window } = choice;
      expect(Number.isInteger(bucketCount(window))).toBe(true);
      expect(bucketCount(window)).toBeLessThanOrEqual(LIMITS.stats_buckets);
      expect(window.sinceMs).toBeLessThanOrEqual(asked.sinceMs ?? NOW);
      expect(window.untilMs).toBeGreaterThanOrEqual(asked.untilMs ?? NOW);
      expect(window.sinceMs % window.bucketMs).toBe(0);
    }),
  );
});

test("the last window that can be shown, and the first that cannot", () => {
  const start = Math.floor(NOW / 60_000) * 60_000;
  const request = { untilMs: start, bucketSeconds: 60 };
  expect(bucketCount(windowOf({ ...request, sinceMs: start - 1_000 * 60_000 }))).toBe(1_000);
  expect(chooseWindow({ ...request, sinceMs: start - 1_000 * 60_000 - 1 }, NOW)).toMatchObject({
    ok: false,
    pointer: "/bucket_seconds",
    detail: expect.stringContaining("1001 buckets"),
  });
  expect(chooseWindow({ sinceMs: NOW - 1_001 * DAY }, NOW)).toMatchObject({ ok: false, pointer: "/since" });
});

test("minutes are shown as long as they are kept", () => {
  const kept = LIMITS.stats_minutes_kept_seconds * 1000;
  const asked = { untilMs: NOW - kept + HOUR, bucketSeconds: 300 };
  expect(windowOf({ ...asked, sinceMs: NOW - kept }).width).toBe("minute");
  expect(chooseWindow({ ...asked, sinceMs: NOW - kept - 1 }, NOW)).toMatchObject({
    ok: false,
    pointer: "/bucket_seconds",
    detail: expect.stringContaining("3 days"),
  });
  // Left to the server, it is hours there.
  expect(windowOf({ sinceMs: NOW - kept - 1, untilMs: NOW - kept + HOUR }).bucketMs).toBe(HOUR);
});

test("a window that ends before it begins is refused", () => {
  expect(chooseWindow({ sinceMs: NOW, untilMs: NOW }, NOW)).toMatchObject({ ok: false, pointer: "/since" });
});
