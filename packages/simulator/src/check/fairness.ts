/** I9: with T accounts that have something to send, each gets at least 1/(2T) of what the node sends. */
import type { Owner } from "../runtime/scheduler.ts";
import type { LedgerWebhook } from "../world/ledger-entries.ts";
import type { Machine } from "../world/machine.ts";
import type { Network, Sent } from "../world/network.ts";

/** After a crash, a fault of the store or a step of the clock, lanes rest and read: so long nobody is judged. */
const QUIET_MS = 10_000;
/** A delivery that is due for so long has been read by its lane. */
const DUE_MS = 3_000;

/** Whether the receiver has answered promptly for a while: what hangs or fails has no claim. */
export type IsWell = (webhook: LedgerWebhook) => boolean;

export function createFairnessCheck(machine: Machine, network: () => Network, isWell: IsWell): (sent: Sent) => void {
  const { scheduler, clock, deck, ledger, plan } = machine;
  /** By account: sends of others since it has had one, while it was ready. */
  const passedOver = new Map<string, number>();
  let owner: Owner | undefined;
  let faults = 0;
  let quietFromMs = 0;

  function isQuiet(sent: Sent): boolean {
    if (sent.owner !== owner || deck.firedCount !== faults || clock.setAtMs > quietFromMs) {
      owner = sent.owner;
      faults = deck.firedCount;
      quietFromMs = scheduler.nowMs;
      passedOver.clear();
    }
    return scheduler.nowMs - quietFromMs >= QUIET_MS;
  }

  function isReady(webhook: LedgerWebhook): boolean {
    const { record, deleted, deliveries } = webhook;
    const wallMs = clock.nowMs();
    if (deleted || record.status !== "enabled" || record.rateLimitPerSecond !== null) return false;
    if ((record.pausedUntilMs ?? 0) > wallMs || record.failedAttempts > 0 || !isWell(webhook)) return false;
    const open = deliveries.filter(({ openId }) => openId !== null).length;
    if (open >= (record.ordering === "fifo" ? 1 : plan.node.inFlightPerWebhook)) return false;
    return deliveries.some(
      ({ state, openId, dueMs }) => state === "pending" && openId === null && (dueMs ?? wallMs) < wallMs - DUE_MS,
    );
  }

  return (sent) => {
    if (plan.accounts < 2 || !isQuiet(sent)) return;
    const { inFlightPerNode } = plan.node;
    // Where slots are left, whoever waits waits for something else.
    if (network().openOf(sent.owner).length < inFlightPerNode) {
      passedOver.clear();
      return;
    }
    const ready = new Set<string>();
    for (const webhook of ledger.webhooks.values()) {
      const { accountId } = webhook.record;
      if (!ready.has(accountId) && isReady(webhook)) ready.add(accountId);
    }
    // What was picked before is sent as it commits: so many may still be on their way.
    const bound = 2 * plan.accounts + inFlightPerNode;
    for (const accountId of ready) {
      const count = accountId === sent.delivery.accountId ? 0 : (passedOver.get(accountId) ?? 0) + 1;
      passedOver.set(accountId, count);
      if (count > bound) {
        machine.violate("I9", `${accountId} was ready and passed over ${count} times, with ${plan.accounts} accounts`);
      }
    }
    for (const accountId of passedOver.keys()) if (!ready.has(accountId)) passedOver.delete(accountId);
  };
}
