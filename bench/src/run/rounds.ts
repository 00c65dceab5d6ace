import { type Measurement, measurement } from "../report.ts";
import { median } from "./samples.ts";
import type { Stretch } from "./stage.ts";

/** How often each case is measured, in turns with the others: what a machine does meanwhile meets all of them alike. */
export const ROUNDS = 3;

/**
 * Measure cases in turns.
 * @returns the measurements of each case, in the order of the rounds
 */
export async function inRounds<Case, Found>(
  cases: readonly Case[],
  measureCase: (given: Case, round: number) => Promise<Found>,
): Promise<ReadonlyMap<Case, readonly Found[]>> {
  const found = new Map<Case, Found[]>(cases.map((given) => [given, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const given of cases) found.get(given)?.push(await measureCase(given, round));
  }
  return found;
}

/** The median over the rounds. */
export function middle<Found>(found: readonly Found[], read: (one: Found) => number | null): number | null {
  return median(found.map(read));
}

/** The median of the ratios within each round. */
export function ratioTo<Found>(
  found: readonly Found[],
  base: readonly Found[],
  read: (one: Found) => number | null,
): number {
  const ratios = found.map((one, round) => {
    const under = base[round] === undefined ? null : read(base[round]);
    const value = read(one);
    return under === null || value === null ? null : value / under;
  });
  return median(ratios) ?? Number.NaN;
}

interface CaseOf {
  readonly part: string;
  readonly name: string;
  /** One for each round. */
  readonly stretches: readonly Stretch[];
  readonly limit: number;
  readonly more: Measurement["more"];
}

/** A case of one event in a request, by its medians. */
export function middleMeasurement({ part, name, stretches, limit, more }: CaseOf): Measurement {
  const perSecond = middle(stretches, (one) => one.perSecond);
  return measurement({
    part,
    store: "sqlite",
    batch: 1,
    case: name,
    per_second: perSecond,
    ratio_to_limit: (perSecond ?? 0) / limit,
    p50_ms: middle(stretches, ({ latency }) => latency.p50Ms),
    p99_ms: middle(stretches, ({ latency }) => latency.p99Ms),
    server_cpu_us: middle(stretches, (one) => one.serverCpuUs),
    more,
  });
}
