import { NO_COUNTS, type Rollup } from "@callcall/store";
import { expect, test } from "vitest";
import { bucketsOf, totalsOf } from "./figures.ts";
import type { StatsWindow } from "./stats-window.ts";

const MINUTE = 60_000;
const WINDOW: StatsWindow = { sinceMs: 0, untilMs: 15 * MINUTE, bucketMs: 5 * MINUTE, width: "minute" };
const STANDING = { total: { ...NO_COUNTS, created: 9, reopened: 1, succeeded: 4 }, oldestPendingMs: 5 };

function rollup(minute: number, changes: Partial<Rollup>): Rollup {
  return { startMs: minute * MINUTE, ...NO_COUNTS, outcomes: new Map(), responseBins: new Map(), ...changes };
}

test("minutes are added up into buckets, and a bucket in which nothing happened is there all the same", () => {
  const buckets = bucketsOf(
    [rollup(0, { delivered: 1 }), rollup(4, { delivered: 2, failed: 1 }), rollup(10, { failed: 1 })],
    WINDOW,
    "account",
  );
  expect(buckets.map(({ at, success_rate }) => [at, success_rate])).toEqual([
    ["1970-01-01T00:00:00.000Z", 0.75],
    ["1970-01-01T00:05:00.000Z", null],
    ["1970-01-01T00:10:00.000Z", 0],
  ]);
});

test("percentiles of a bucket are those of all its minutes together", () => {
  const [bucket] = bucketsOf(
    [
      // Bins of the histogram: 64 is 16 ms to 16.7 ms, 160 is 1,024 ms to 1,069 ms.
      rollup(0, { responseBins: new Map([[64, 94]]) }),
      rollup(1, { responseBins: new Map([[160, 6]]) }),
    ],
    WINDOW,
    "account",
  );
  expect(bucket?.response_ms).toEqual({ count: 100, p50: 16.35, p95: 1_046, p99: 1_046 });
});

test("an account counts the events it accepted, a webhook those it was owed", () => {
  const rollups = [rollup(0, { events: 7, created: 3 })];
  expect(totalsOf(rollups, STANDING, "account").events).toBe(7);
  expect(totalsOf(rollups, STANDING, "webhook").events).toBe(3);
});

test("totals tell the outcomes of the window, and what is pending whatever the window", () => {
  const outcomes = [
    new Map([["delivered", 2]]),
    new Map([
      ["delivered", 1],
      ["http_5xx", 1],
    ]),
  ];
  const totals = totalsOf(
    [rollup(0, { outcomes: outcomes[0] as never }), rollup(9, { outcomes: outcomes[1] as never })],
    STANDING,
    "account",
  );
  expect(totals).toMatchObject({
    outcomes: { delivered: 3, http_5xx: 1 },
    pending: 6,
    oldest_pending_at: "1970-01-01T00:00:00.005Z",
    response_ms: null,
  });
  const idle = { total: NO_COUNTS, oldestPendingMs: undefined };
  expect(totalsOf([], idle, "account")).toMatchObject({ pending: 0, oldest_pending_at: null });
});
