import type { Stats } from "@callcall/webhooks/client";
import { expect, it } from "vitest";
import { FIRST_CONDITIONS } from "./kinds.ts";
import { chartWindow, isMeasured, type Measured, thresholdLine } from "./threshold.ts";

const AT = Date.parse("2026-03-01T12:00:00Z");

function statsOf(rows: readonly (readonly [delivered: number, failed: number, p95: number | null])[]): Stats {
  const buckets = rows.map(([delivered, failed, p95], index) => ({
    at: new Date(AT + index * 60_000).toISOString(),
    delivered,
    failed,
    response_ms: p95 === null ? null : { count: 1, p50: 1, p95, p99: p95 },
  }));
  return { bucket_seconds: 60, buckets } as unknown as Stats;
}

const failing = (window_seconds: number): Measured => ({
  kind: "failing_rate",
  failed_percent: 50,
  window_seconds,
  min_attempts: 1,
});

it("draws the failing rate as the rule counts it: over the window before each point", () => {
  const { points, threshold } = thresholdLine(
    failing(120),
    statsOf([
      [1, 1, null],
      [3, 1, null],
      [0, 0, null],
      [0, 0, null],
      [0, 2, null],
    ]),
  );
  expect(threshold).toBe(50);
  expect(points.map(({ values }) => values["figure"])).toEqual([100 / 3, 25, null, 100]);
  expect(points[0]?.at).toBe(AT + 60_000);
});

it("draws response times by bucket, with gaps where nothing was answered", () => {
  const line = thresholdLine(
    FIRST_CONDITIONS.latency as Measured,
    statsOf([
      [1, 0, 40],
      [0, 0, null],
      [1, 0, 6_000],
    ]),
  );
  expect(line.threshold).toBe(5_000);
  expect(line.points.map(({ values }) => values["figure"])).toEqual([40, null, 6_000]);
});

it("looks back several windows, within what a chart can hold", () => {
  for (const window_seconds of [60, 900, 3_600, 21_600, 86_400]) {
    const { since, bucketSeconds } = chartWindow(window_seconds, AT);
    const buckets = (AT - Date.parse(since)) / 1_000 / bucketSeconds;
    expect(buckets).toBeGreaterThan(20);
    expect(buckets).toBeLessThanOrEqual(720);
  }
  expect(isMeasured({ kind: "secret_age" })).toBe(false);
});
