/** The row of a rollup, and how its parts of many kinds are written. */
import { COUNTS, type Counts, type Rollup, type RollupWidth } from "../stats/rollup.ts";

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

/** A flat array of bin, count, bin, count: a month by the hour is 720 of them, and this is read twice as fast as an object. */
export function binsOf(json: string | null): Map<number, number> {
  const bins = new Map<number, number>();
  if (json === null) return bins;
  const flat = JSON.parse(json) as readonly number[];
  for (let index = 0; index + 1 < flat.length; index += 2) bins.set(flat[index] as number, flat[index + 1] as number);
  return bins;
}

/** Null where there is nothing, which leaves a stored value as it is. */
export function binsJson(bins: ReadonlyMap<number, number>): string | null {
  let json = "";
  for (const [bin, count] of bins) json += `${json === "" ? "[" : ","}${bin},${count}`;
  return json === "" ? null : `${json}]`;
}

/** Null where there is nothing, which leaves a stored value as it is. */
export function outcomesJson(counts: ReadonlyMap<string, number>): string | null {
  return counts.size === 0 ? null : JSON.stringify(Object.fromEntries(counts));
}
