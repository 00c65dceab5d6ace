import type { Outcome, StatsBucket, StatsTotals } from "@callcall/contract";
import { type Counts, mergeRollups, pendingOf, percentileMs, type Rollup } from "@callcall/store";
import { instant } from "./instant.ts";
import type { StatsWindow } from "./stats-window.ts";

/** Whose figures they are: `events` of a webhook are those that it was owed. */
export type Whose = "account" | "webhook";

type Figures = Omit<StatsBucket, "at">;

export interface Standing {
  /** The counts of all time. */
  readonly total: Counts;
  readonly oldestPendingMs: number | undefined;
}

/** One bucket for each step of the window, empty ones too. `rollups` are those of its width inside of it. */
export function bucketsOf(rollups: readonly Rollup[], window: StatsWindow, whose: Whose): StatsBucket[] {
  const parts = new Map<number, Rollup[]>();
  for (const rollup of rollups) {
    const startMs = rollup.startMs - (rollup.startMs % window.bucketMs);
    const part = parts.get(startMs);
    if (part === undefined) parts.set(startMs, [rollup]);
    else part.push(rollup);
  }
  const buckets: StatsBucket[] = [];
  for (let startMs = window.sinceMs; startMs < window.untilMs; startMs += window.bucketMs) {
    buckets.push({ at: instant(startMs), ...figuresOf(mergeRollups(parts.get(startMs) ?? []), whose) });
  }
  return buckets;
}

export function totalsOf(rollups: readonly Rollup[], standing: Standing, whose: Whose): StatsTotals {
  const merged = mergeRollups(rollups);
  const { oldestPendingMs } = standing;
  return {
    ...figuresOf(merged, whose),
    outcomes: Object.fromEntries(merged.outcomes) as Partial<Record<Outcome, number>>,
    pending: pendingOf(standing.total),
    oldest_pending_at: oldestPendingMs === undefined ? null : instant(oldestPendingMs),
  };
}

function figuresOf(rollup: Rollup, whose: Whose): Figures {
  const { attempts, delivered, failed, responseBins } = rollup;
  const judged = delivered + failed;
  const responses = [...responseBins.values()].reduce((sum, count) => sum + count, 0);
  const percentile = (fraction: number): number => Number((percentileMs(responseBins, fraction) ?? 0).toPrecision(4));
  return {
    events: whose === "account" ? rollup.events : rollup.created,
    attempts,
    delivered,
    failed,
    success_rate: judged === 0 ? null : delivered / judged,
    deliveries_succeeded: rollup.succeeded,
    deliveries_failed: rollup.exhausted,
    deliveries_cancelled: rollup.cancelled,
    response_ms:
      responses === 0 ? null : { count: responses, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) },
  };
}
