import type { LedgerDelivery, LedgerWebhook } from "./ledger-entries.ts";

/** The wall clock was set, and what waits keeps its wait. */
export function moveSchedule(
  deliveries: Iterable<LedgerDelivery>,
  webhooks: Iterable<LedgerWebhook>,
  byMs: number,
): void {
  for (const delivery of deliveries) {
    if (delivery.dueMs !== null && delivery.state === "pending" && delivery.openId === null) delivery.dueMs += byMs;
  }
  for (const webhook of webhooks) {
    const { pausedUntilMs, failingSinceMs } = webhook.record;
    webhook.record = {
      ...webhook.record,
      pausedUntilMs: pausedUntilMs === null ? null : pausedUntilMs + byMs,
      failingSinceMs: failingSinceMs === null ? null : failingSinceMs + byMs,
    };
  }
}
