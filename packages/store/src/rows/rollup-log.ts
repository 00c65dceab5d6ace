/** The sums of one commit, by webhook and minute, as they stand in `rollup_log`. */
import { type Addition, COUNTS, type Counts } from "../stats/rollup.ts";
import { binsJson, binsOf, outcomesJson, outcomesOf } from "./rollup.ts";

type Line = readonly [
  accountId: string,
  webhookId: string | null,
  startMs: number,
  outcomes: string | null,
  responseBins: string | null,
  ...counts: number[],
];

export function sumsJson(sums: readonly Addition[]): string {
  return JSON.stringify(
    sums.map(({ accountId, webhookId, startMs, outcomes, responseBins, counts }): Line => {
      const parts = [outcomesJson(outcomes), binsJson(responseBins)] as const;
      return [accountId, webhookId, startMs, ...parts, ...COUNTS.map((name) => counts[name])];
    }),
  );
}

export function sumsOf(json: string): readonly Addition[] {
  return (JSON.parse(json) as readonly Line[]).map(([accountId, webhookId, startMs, outcomes, bins, ...counts]) => ({
    accountId,
    webhookId,
    width: "minute",
    startMs,
    counts: Object.fromEntries(COUNTS.map((name, index) => [name, counts[index] ?? 0])) as unknown as Counts,
    outcomes: outcomesOf(outcomes),
    responseBins: binsOf(bins),
  }));
}
