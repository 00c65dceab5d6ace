import type { DeliveryRecord } from "../../port/records.ts";
import type { LaneKey } from "../../port/store.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, deliveryRecord, PENDING } from "../../rows/delivery.ts";
import { type Database, prepare } from "../driver.ts";

export interface LaneReads {
  pendingLanes(): readonly (LaneKey & { readonly nextAttemptMs: number })[];
  dueDeliveries(lane: LaneKey, nowMs: number, limit: number): readonly DeliveryRecord[];
  pendingInOrder(lane: LaneKey, limit: number): readonly DeliveryRecord[];
  nextDueMs(lane: LaneKey, afterMs: number): number | undefined;
  openAttempts(limit: number): readonly DeliveryRecord[];
}

interface LaneRow {
  readonly account_id: string;
  readonly webhook_id: string;
  readonly next_attempt_ms: number;
}

/** The very words of the partial index `deliveries_due`. */
const WAITING = `state = ${PENDING} AND open_attempt_id IS NULL`;

export function prepareLaneReads(database: Database): LaneReads {
  // From one lane to the next by a seek each: a million waiting deliveries of one lane are passed over. In two
  // steps, as SQLite would seek for `(account_id, webhook_id) > (?, ?)` to the first of the million.
  const nextOfAccount = prepare<LaneRow>(
    database,
    `SELECT account_id, webhook_id, next_attempt_ms FROM deliveries INDEXED BY deliveries_due
     WHERE ${WAITING} AND account_id = ? AND webhook_id > ? ORDER BY webhook_id, next_attempt_ms LIMIT 1`,
  );
  const nextAccount = prepare<LaneRow>(
    database,
    `SELECT account_id, webhook_id, next_attempt_ms FROM deliveries INDEXED BY deliveries_due
     WHERE ${WAITING} AND account_id > ? ORDER BY account_id, webhook_id, next_attempt_ms LIMIT 1`,
  );
  const due = prepare<DeliveryRow>(
    database,
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries INDEXED BY deliveries_due
     WHERE account_id = ? AND webhook_id = ? AND ${WAITING} AND next_attempt_ms <= ?
     ORDER BY next_attempt_ms, id LIMIT ?`,
  );
  const inOrder = prepare<DeliveryRow>(
    database,
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries INDEXED BY deliveries_by_webhook
     WHERE account_id = ? AND webhook_id = ? AND ${WAITING}
     ORDER BY created_ms, id LIMIT ?`,
  );
  const nextDue = prepare<{ next_attempt_ms: number }>(
    database,
    `SELECT next_attempt_ms FROM deliveries INDEXED BY deliveries_due
     WHERE account_id = ? AND webhook_id = ? AND ${WAITING} AND next_attempt_ms > ?
     ORDER BY next_attempt_ms LIMIT 1`,
  );
  const open = prepare<DeliveryRow>(
    database,
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries INDEXED BY deliveries_open
     WHERE open_attempt_id IS NOT NULL ORDER BY account_id, state, created_ms, id LIMIT ?`,
  );

  return {
    pendingLanes() {
      const lanes: (LaneKey & { readonly nextAttemptMs: number })[] = [];
      let row = nextAccount.get("");
      while (row !== undefined) {
        lanes.push({ accountId: row.account_id, webhookId: row.webhook_id, nextAttemptMs: row.next_attempt_ms });
        row = nextOfAccount.get(row.account_id, row.webhook_id) ?? nextAccount.get(row.account_id);
      }
      return lanes;
    },
    dueDeliveries: ({ accountId, webhookId }, nowMs, limit) =>
      due.all(accountId, webhookId, nowMs, limit).map(deliveryRecord),
    pendingInOrder: ({ accountId, webhookId }, limit) => inOrder.all(accountId, webhookId, limit).map(deliveryRecord),
    nextDueMs: ({ accountId, webhookId }, afterMs) => nextDue.get(accountId, webhookId, afterMs)?.next_attempt_ms,
    openAttempts: (limit) => open.all(limit).map(deliveryRecord),
  };
}
