import type { StepName } from "@callcall/engine";
import type { FaultPoint, Hits } from "./plan/faults.ts";
import type { Plan } from "./plan/plan.ts";
import type { StoryLine } from "./runtime/trace.ts";
import { type Violation, World, type WorldOptions } from "./world/world.ts";

/** What became of what was acknowledged and sent: the shape of Jepsen's total-queue. */
export interface Counts {
  /** Events that a publisher was answered 202 for. */
  readonly acknowledged: number;
  readonly events: number;
  readonly deliveries: number;
  readonly delivered: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly pending: number;
  readonly sends: number;
  /** Sends of a delivery after the one that its receiver first acted on. */
  readonly duplicated: number;
  /** Events that were stored and never acknowledged. */
  readonly recovered: number;
  /** Acknowledged and gone: there must be none. */
  readonly lost: number;
}

export interface Report {
  readonly plan: Plan;
  /** The same for the same plan and the same program, always. */
  readonly hash: string;
  readonly steps: number;
  readonly virtualMs: number;
  readonly kills: number;
  readonly violations: readonly Violation[];
  readonly counts: Counts;
  readonly hits: Readonly<Partial<Record<FaultPoint, Hits>>>;
  /** How often the engine told of each of its steps. */
  readonly told: ReadonlyMap<StepName, number>;
  readonly story: readonly StoryLine[];
}

/** Carry out a plan, once. */
export async function simulate(plan: Plan, options: WorldOptions = {}): Promise<Report> {
  const world = await World.create(plan, options);
  await world.run();
  const { machine } = world;
  return {
    plan,
    hash: machine.trace.digest(),
    steps: machine.scheduler.steps,
    virtualMs: Math.round(machine.scheduler.nowMs),
    kills: world.host.kills,
    violations: world.violations,
    counts: count(world),
    hits: machine.deck.hits,
    told: machine.told,
    story: machine.trace.story,
  };
}

function count({ machine: { ledger }, network, publishers }: World): Counts {
  const deliveries = [...ledger.deliveries.values()];
  const inState = (state: string): number => deliveries.filter((delivery) => delivery.state === state).length;
  const acknowledged = new Set([...publishers.submissions.values()].flatMap((one) => [...one.acknowledged]));
  const accepted = new Set<string>();
  let duplicated = 0;
  for (const sent of network.sends) {
    if (accepted.has(sent.delivery.id)) duplicated += 1;
    if (sent.accepted) accepted.add(sent.delivery.id);
  }
  return {
    acknowledged: acknowledged.size,
    events: ledger.events.size,
    deliveries: deliveries.length,
    delivered: inState("succeeded"),
    failed: inState("failed"),
    cancelled: inState("cancelled"),
    pending: inState("pending"),
    sends: network.sends.length,
    duplicated,
    recovered: [...ledger.events.keys()].filter((id) => !acknowledged.has(id)).length,
    lost: [...acknowledged].filter((id) => !ledger.events.has(id) && !ledger.swept.has(id)).length,
  };
}
