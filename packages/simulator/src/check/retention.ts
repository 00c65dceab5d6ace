/** I13, the other way round: what has had its time goes. */
import type { Machine } from "../world/machine.ts";

/** For a turn, and what it waits for. */
const TURN_MS = 20_000;

/** How long a node in peace may take to remove what has had its time; null: nothing is to be seen of it. */
export function sweptWithinMs({ plan, clock }: Machine): number | null {
  const keptMs = plan.node.eventsKeptMs;
  // By a clock that was set nothing is removed for an hour.
  if (keptMs === null || clock.setAtMs !== Number.NEGATIVE_INFINITY) return null;
  // Everything is looked at once in as long as it is kept.
  return 2 * keptMs + TURN_MS;
}

/** To be called after so long in peace. */
export function checkSwept({ plan, ledger, clock, violate }: Machine, withinMs: number): void {
  const beforeMs = clock.nowMs() - (plan.node.eventsKeptMs ?? 0) - withinMs;
  for (const { id, createdMs, deliveries } of ledger.events.values()) {
    const owed = deliveries.flatMap((one) => ledger.deliveries.get(one) ?? []);
    const isOver = owed.every(
      ({ state, openId, finishedMs }) => state !== "pending" && openId === null && (finishedMs ?? 0) < beforeMs,
    );
    if (createdMs < beforeMs && isOver) violate("I13", `${id} has had its time, and is still there`);
  }
}
