import type { StepName } from "@callcall/engine";
import { drawPlan } from "./plan/draw.ts";
import { FAULT_POINTS, type FaultPoint, type Hits } from "./plan/faults.ts";
import type { Mode } from "./plan/plan.ts";
import { type Counts, type Report, simulate } from "./simulate.ts";
import type { WorldOptions } from "./world/world.ts";

export interface CampaignOptions extends WorldOptions {
  readonly firstSeed: number;
  readonly count: number;
  readonly mode?: Mode;
  /** Told of every run; true ends the campaign. */
  readonly onReport?: (report: Report) => boolean | undefined;
}

/** What many seeds came to. */
export interface Campaign {
  readonly seeds: number;
  readonly counts: Counts;
  readonly kills: number;
  readonly steps: number;
  readonly hits: Readonly<Record<FaultPoint, Hits>>;
  /** Points whose fault never came about: what they are about was not tested. */
  readonly neverFired: readonly FaultPoint[];
  /** How often the engine told of each of its steps. */
  readonly told: ReadonlyMap<StepName, number>;
  readonly failures: readonly Report[];
}

const POINTS = Object.keys(FAULT_POINTS) as FaultPoint[];

/** Run seeds one after another. */
export async function runCampaign({
  firstSeed,
  count,
  mode,
  onReport,
  ...options
}: CampaignOptions): Promise<Campaign> {
  const hits = Object.fromEntries(POINTS.map((point) => [point, { passed: 0, fired: 0 }])) as Record<FaultPoint, Hits>;
  const failures: Report[] = [];
  const told = new Map<StepName, number>();
  let counts: Counts | undefined;
  let kills = 0;
  let steps = 0;
  let seeds = 0;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const report = await simulate(drawPlan(seed, mode), options);
    seeds += 1;
    kills += report.kills;
    steps += report.steps;
    counts = counts === undefined ? report.counts : add(counts, report.counts);
    for (const point of POINTS) {
      const { passed, fired } = report.hits[point] ?? { passed: 0, fired: 0 };
      hits[point] = { passed: hits[point].passed + passed, fired: hits[point].fired + fired };
    }
    for (const [step, times] of report.told) told.set(step, (told.get(step) ?? 0) + times);
    if (report.violations.length > 0) failures.push(report);
    if (onReport?.(report) === true) break;
    // A seed never waits for the event loop: let the host see to its sockets and timers between two of them.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (counts === undefined) throw new Error("Cannot run a campaign of no seeds");
  const neverFired = POINTS.filter((point) => hits[point].fired === 0);
  return { seeds, counts, kills, steps, hits, neverFired, told, failures };
}

function add(left: Counts, right: Counts): Counts {
  const names = Object.keys(left) as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, left[name] + right[name]])) as unknown as Counts;
}
