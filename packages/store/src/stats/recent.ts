/** Figures as they are stored, and what was logged since and is not yet added to them. */
import type { RollupRange, StatsSubject } from "../port/stats.ts";
import { type Addition, type Counts, mergeRollups, pendingOf, type Rollup } from "./rollup.ts";

export function additionsOf(recent: readonly Addition[], { accountId, webhookId }: StatsSubject): readonly Addition[] {
  return recent.filter((one) => one.accountId === accountId && one.webhookId === webhookId);
}

/** `additions`: those of the subject. */
export function rollupsWith(
  stored: readonly Rollup[],
  additions: readonly Addition[],
  { width, sinceMs, untilMs }: RollupRange,
): readonly Rollup[] {
  const byStart = new Map(stored.map((rollup) => [rollup.startMs, rollup]));
  for (const addition of additions) {
    const { startMs } = addition;
    if (addition.width !== width || startMs < sinceMs || startMs >= untilMs) continue;
    const earlier = byStart.get(startMs);
    byStart.set(startMs, mergeRollups([...(earlier === undefined ? [] : [earlier]), rollupOf(addition)]));
  }
  return [...byStart.values()].sort((a, b) => a.startMs - b.startMs);
}

/** `additions`: those of the subject. */
export function totalWith(stored: Rollup | undefined, additions: readonly Addition[]): Counts {
  const recently = additions.filter(({ width }) => width === "total");
  const { startMs, outcomes, responseBins, ...counts } = mergeRollups([
    ...(stored === undefined ? [] : [stored]),
    ...recently.map(rollupOf),
  ]);
  return counts;
}

/** Over all accounts. */
export function pendingWith(stored: number, recent: readonly Addition[]): number {
  const recently = recent.filter(({ webhookId, width }) => webhookId === null && width === "total");
  return recently.reduce((sum, { counts }) => sum + pendingOf(counts), stored);
}

function rollupOf({ startMs, counts, outcomes, responseBins }: Addition): Rollup {
  return { startMs, ...counts, outcomes, responseBins };
}
