/** The row of a rollup, and how its parts of many kinds are written. */
import { COUNTS, type Counts, type Rollup, type RollupWidth } from "../../stats/rollup.ts";

export const WIDTH_CODES: Readonly<Record<RollupWidth, number>> = { minute: 0, hour: 1, total: 2 };

export interface RollupRow extends Counts {
  readonly start_ms: number;
  readonly outcomes: string | null;
  readonly response_bins: string | null;
}

export const ROLLUP_COLUMNS: string = ["start_ms", ...COUNTS, "outcomes", "response_bins"].join(", ");

export function rollupRecord({ start_ms, outcomes, response_bins, ...counts }: RollupRow): Rollup {
  return { startMs: start_ms, ...counts, outcomes: outcomesOf(outcomes), responseBins: binsOf(response_bins) };
}

export function outcomesOf(json: string | null): Map<string, number> {
  return new Map(json === null ? [] : Object.entries(JSON.parse(json) as Record<string, number>));
}

export function binsOf(json: string | null): Map<number, number> {
  if (json === null) return new Map();
  const entries = Object.entries(JSON.parse(json) as Record<string, number>);
  return new Map(entries.map(([bin, count]) => [Number(bin), count]));
}

/** Null where there is nothing, which leaves a stored value as it is. */
export function countsJson(counts: ReadonlyMap<string | number, number>): string | null {
  return counts.size === 0 ? null : JSON.stringify(Object.fromEntries(counts));
}
