/** I3, in time: while nothing at all is in flight, nothing that may be sent is left lying. */
import { OUTSIDE } from "../runtime/scheduler.ts";
import type { LedgerDelivery, LedgerWebhook } from "../world/ledger-entries.ts";
import type { Machine } from "../world/machine.ts";
import type { Network } from "../world/network.ts";
import type { SimProcess } from "../world/process.ts";

const LOOK_EVERY_MS = 1_000;
/** After a crash, a fault of the store, a change by hand or a step of the clock, lanes rest and read. */
const QUIET_MS = 5_000;
/** So long it may take to read what is due, and to write down that it is sent. */
const PROMPT_MS = 5_000;
/** From so many failures on, a breaker may keep back what waits. */
const FAILURES_MIN = 7;

export function watchPromptness(machine: Machine, network: Network, running: () => SimProcess | undefined): void {
  const { scheduler, clock, deck, ledger, plan, violate } = machine;
  // A timer that is late may be the one that all wait for.
  if (plan.faults.some(({ point }) => point === "F25")) return;
  let faults = -1;
  let sends = 0;
  let process: SimProcess | undefined;
  let quietSinceMs = 0;

  function isQuiet(): boolean {
    const now = running();
    const isDisturbed = now === undefined || now !== process || deck.firedCount !== faults;
    if (isDisturbed || network.sends.length !== sends || network.openOf(now).length > 0) {
      quietSinceMs = scheduler.nowMs;
    }
    sends = network.sends.length;
    process = now;
    faults = deck.firedCount;
    const sinceMs = Math.max(quietSinceMs, clock.setAtMs, now?.stalledUntilMs ?? 0);
    return scheduler.nowMs - sinceMs >= QUIET_MS;
  }

  function isLeftLying({ state, openId, dueMs }: LedgerDelivery): boolean {
    return state === "pending" && openId === null && (dueMs ?? 0) < clock.nowMs() - PROMPT_MS;
  }

  /** What must have been sent by now. */
  function leftLying({ record, deleted, deliveries, changedMs }: LedgerWebhook): LedgerDelivery | undefined {
    if (deleted || record.status !== "enabled" || scheduler.nowMs - changedMs < QUIET_MS) return undefined;
    if ((record.pausedUntilMs ?? 0) > clock.nowMs() - PROMPT_MS || record.failedAttempts >= FAILURES_MIN)
      return undefined;
    if (record.ordering !== "fifo") return deliveries.find(isLeftLying);
    // In order, one that waits keeps all others waiting.
    return deliveries.every((one) => one.state !== "pending" || isLeftLying(one))
      ? deliveries.find(isLeftLying)
      : undefined;
  }

  function look(): void {
    scheduler.after(LOOK_EVERY_MS, OUTSIDE, look);
    if (!isQuiet()) return;
    for (const webhook of ledger.webhooks.values()) {
      const delivery = leftLying(webhook);
      if (delivery === undefined) continue;
      const lateMs = clock.nowMs() - (delivery.dueMs ?? 0);
      violate("I3", `${delivery.id} has been due for ${lateMs} ms, nothing is in flight, and nobody sends it`);
      return;
    }
  }

  look();
}
