import type { LaneKey, ReadStore } from "../../port/store.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, deliveryRecord, PENDING } from "../../rows/delivery.ts";
import { type Database, prepare } from "../driver.ts";

export type LaneReads = Pick<
  ReadStore,
  "pendingLanes" | "dueDeliveries" | "pendingInOrder" | "nextDueMs" | "openAttempts"
>;

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
    `SELECT account_id, webhook_id, next_attempt_ms FROM callcall.deliveries
     WHERE ${WAITING} AND account_id = $1 AND webhook_id > $2 ORDER BY webhook_id, next_attempt_ms LIMIT 1`,
  );
  const nextAccount = prepare<LaneRow>(
    database,
    `SELECT account_id, webhook_id, next_attempt_ms FROM callcall.deliveries
     WHERE ${WAITING} AND account_id > $1 ORDER BY account_id, webhook_id, next_attempt_ms LIMIT 1`,
  );
  const due = prepare<DeliveryRow>(
    database,
    `SELECT ${DELIVERY_COLUMNS} FROM callcall.deliveries
     WHERE account_id = $1 AND webhook_id = $2 AND ${WAITING} AND next_attempt_ms <= $3
     ORDER BY next_attempt_ms, id LIMIT $4`,
  );
  // What is open is passed over row by row; a FIFO lane has one at most.
  const inOrder = prepare<DeliveryRow>(
    database,
    `SELECT ${DELIVERY_COLUMNS} FROM callcall.deliveries
     WHERE account_id = $1 AND webhook_id = $2 AND ${WAITING}
     ORDER BY created_ms, id LIMIT $3`,
  );
  const nextDue = prepare<{ next_attempt_ms: number }>(
    database,
    `SELECT next_attempt_ms FROM callcall.deliveries
     WHERE account_id = $1 AND webhook_id = $2 AND ${WAITING} AND next_attempt_ms > $3
     ORDER BY next_attempt_ms LIMIT 1`,
  );
  const open = prepare<DeliveryRow>(
    database,
    `SELECT ${DELIVERY_COLUMNS} FROM callcall.deliveries
     WHERE open_attempt_id IS NOT NULL ORDER BY account_id, id LIMIT $1`,
  );

  return {
    async pendingLanes() {
      const lanes: (LaneKey & { readonly nextAttemptMs: number })[] = [];
      let row = await nextAccount.get("");
      while (row !== undefined) {
        lanes.push({ accountId: row.account_id, webhookId: row.webhook_id, nextAttemptMs: row.next_attempt_ms });
        row = (await nextOfAccount.get(row.account_id, row.webhook_id)) ?? (await nextAccount.get(row.account_id));
      }
      return lanes;
    },
    dueDeliveries: async ({ accountId, webhookId }, nowMs, limit) =>
      (await due.all(accountId, webhookId, nowMs, limit)).map(deliveryRecord),
    pendingInOrder: async ({ accountId, webhookId }, limit) =>
      (await inOrder.all(accountId, webhookId, limit)).map(deliveryRecord),
    nextDueMs: async ({ accountId, webhookId }, afterMs) =>
      (await nextDue.get(accountId, webhookId, afterMs))?.next_attempt_ms,
    openAttempts: async (limit) => (await open.all(limit)).map(deliveryRecord),
  };
}
