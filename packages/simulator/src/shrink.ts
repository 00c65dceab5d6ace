import type { Plan } from "./plan/plan.ts";
import { simulate } from "./simulate.ts";
import type { WorldOptions } from "./world/world.ts";

export interface Shrunk {
  readonly plan: Plan;
  /** Plans that were tried. */
  readonly runs: number;
}

/** Plans that are tried at most. */
const RUNS_MAX = 400;

/**
 * Make a failing plan smaller while it breaks the same invariant: fewer faults, calls, webhooks and moods. Delta
 * debugging, the same way in every run.
 */
export async function shrink(failing: Plan, invariant: string, options: WorldOptions = {}): Promise<Shrunk> {
  let plan = failing;
  let runs = 0;

  /** Take the smaller plan if it fails as well. */
  async function accepts(candidate: Plan): Promise<boolean> {
    if (runs >= RUNS_MAX) return false;
    runs += 1;
    const { violations } = await simulate(candidate, options);
    if (violations[0]?.invariant !== invariant) return false;
    plan = candidate;
    return true;
  }

  async function fewer<Item>(items: readonly Item[], withItems: (items: readonly Item[]) => Plan): Promise<void> {
    await minimise(items, (left) => accepts(withItems(left)));
  }

  for (let round = 0; round < 2; round++) {
    await fewer(plan.faults, (faults) => ({ ...plan, faults }));
    await fewer(plan.calls, (calls) => ({ ...plan, calls }));
    await fewer(plan.webhooks, (webhooks) => ({ ...plan, webhooks }));
  }
  for (const { name } of plan.webhooks) await accepts(simplerWebhook(plan, name));
  for (const index of plan.calls.keys()) await accepts(simplerCall(plan, index));
  return { plan, runs };
}

/** A receiver that is well, with nothing special asked for. */
function simplerWebhook(plan: Plan, name: number): Plan {
  const webhooks = plan.webhooks.map((webhook) =>
    webhook.name === name
      ? {
          ...webhook,
          moods: [{ fromMs: 0, mood: "healthy" as const }],
          rateLimit: null,
          even: false,
          fifo: false,
          holds: false,
          host: null,
        }
      : webhook,
  );
  return { ...plan, webhooks };
}

function simplerCall(plan: Plan, index: number): Plan {
  const calls = plan.calls.map((call, place) =>
    place === index && call.kind === "publish" ? { ...call, events: 1, copies: 1 } : call,
  );
  return { ...plan, calls };
}

/**
 * Zeller's ddmin: take away halves, then quarters, and so on down to single items, as long as the rest still fails.
 *
 * @returns the items that are left
 */
export async function minimise<Item>(
  items: readonly Item[],
  stillFails: (left: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  let left = items;
  if (left.length > 0 && (await stillFails([]))) return [];
  for (let parts = 2; left.length >= 2; ) {
    const size = Math.ceil(left.length / parts);
    let smaller: readonly Item[] | undefined;
    for (let start = 0; start < left.length; start += size) {
      const rest = [...left.slice(0, start), ...left.slice(start + size)];
      if (!(await stillFails(rest))) continue;
      smaller = rest;
      break;
    }
    if (smaller !== undefined) {
      left = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) {
      return left;
    } else {
      parts = Math.min(left.length, parts * 2);
    }
  }
  return left;
}
