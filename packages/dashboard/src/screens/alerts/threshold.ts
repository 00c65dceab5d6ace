import type { AlertCondition, Stats } from "@callcall/webhooks/client";
import type { ChartPoint } from "../../components/charts/index.tsx";

/** The figure that a condition measures, over time, beside its threshold. */
export interface ThresholdLine {
  readonly points: readonly ChartPoint[];
  readonly threshold: number;
}

/** What of the statistics is asked for: long enough to see what is usual. */
export function chartWindow(
  windowSeconds: number,
  nowMs: number,
): {
  readonly since: string;
  readonly bucketSeconds: 60 | 300 | 3_600;
} {
  const windowMs = windowSeconds * 1_000;
  const spanMs = Math.min(Math.max(6 * windowMs, 3 * HOUR_MS), DAY_MS);
  const bucketSeconds = windowMs > 2 * HOUR_MS ? 3_600 : spanMs > 6 * HOUR_MS ? 300 : 60;
  // The first points look back by a window as well.
  const sinceMs = nowMs - spanMs - windowMs;
  return { since: new Date(sinceMs).toISOString(), bucketSeconds };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The conditions that have a figure with a history. */
export type Measured = Extract<AlertCondition, { readonly window_seconds: number }>;

export function isMeasured(condition: AlertCondition): condition is Measured {
  return condition.kind === "failing_rate" || condition.kind === "latency";
}

export function thresholdLine(condition: Measured, stats: Stats): ThresholdLine {
  return condition.kind === "failing_rate"
    ? { points: failingPoints(condition.window_seconds, stats), threshold: condition.failed_percent }
    : { points: latencyPoints(stats), threshold: condition.p95_ms };
}

/** As the rule counts: at each point, what failed within the window before it. */
function failingPoints(windowSeconds: number, { buckets, bucket_seconds }: Stats): readonly ChartPoint[] {
  const width = Math.max(1, Math.round(windowSeconds / bucket_seconds));
  let [delivered, failed] = [0, 0];
  const points: ChartPoint[] = [];
  buckets.forEach((bucket, index) => {
    delivered += bucket.delivered - (buckets[index - width]?.delivered ?? 0);
    failed += bucket.failed - (buckets[index - width]?.failed ?? 0);
    if (index < width - 1) return;
    const attempts = delivered + failed;
    points.push({ at: Date.parse(bucket.at), values: { figure: attempts === 0 ? null : (100 * failed) / attempts } });
  });
  return points;
}

/** By bucket: percentiles of parts do not add up to those of the whole. */
function latencyPoints({ buckets }: Stats): readonly ChartPoint[] {
  return buckets.map((bucket) => ({
    at: Date.parse(bucket.at),
    values: { figure: bucket.response_ms?.p95 ?? null },
  }));
}
