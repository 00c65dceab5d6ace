/** Deliveries that are owed again, or for the first time, after their event was accepted. */

import { PENDING } from "../../rows/delivery.ts";
import { type Database, prepare } from "../driver.ts";

export interface OwedEvent {
  readonly id: string;
  readonly type: string;
  readonly createdMs: number;
  /** 1: its payload has had its time, and there is nothing to send. */
  readonly payloadExpired: number;
}

/** Which delivery, when it is due, and the job that asks for it; null: somebody did by hand. */
export interface Owing {
  readonly accountId: string;
  readonly deliveryId: string;
  readonly nowMs: number;
  readonly jobId: string | null;
}

export interface Owe {
  /** The event as it is stored. */
  event(accountId: string, eventId: string): OwedEvent | undefined;
  insert(owing: Owing, webhookId: string, event: OwedEvent): void;
  /** A finished delivery starts its schedule over; a pending one keeps its place in it: asking early is not an attempt more. */
  makeDue(owing: Owing): void;
}

export function prepareOwe(database: Database): Owe {
  const event = prepare<OwedEvent>(
    database,
    `SELECT id, type, created_ms AS createdMs, expired_bytes IS NOT NULL AS payloadExpired
     FROM events WHERE account_id = ? AND id = ?`,
  );
  // With its event's instant: where it is listed, and its place in a FIFO lane, are the event's.
  const insert = prepare(
    database,
    `INSERT INTO deliveries (account_id, id, event_id, event_type, webhook_id, state, created_ms, attempt_count,
       charged_count, next_attempt_ms, replay_job_id)
     VALUES (?, ?, ?, ?, ?, ${PENDING}, ?, 0, 0, ?, ?)`,
  );
  const makeDue = prepare(
    database,
    `UPDATE deliveries SET next_attempt_ms = ?3,
       charged_count = CASE WHEN state = ${PENDING} THEN charged_count ELSE 0 END,
       state = ${PENDING}, finished_ms = NULL, cancelled_reason = NULL, replay_job_id = COALESCE(?4, replay_job_id)
     WHERE account_id = ?1 AND id = ?2`,
  );
  return {
    event: (accountId, eventId) => event.get(accountId, eventId),
    insert({ accountId, deliveryId, nowMs, jobId }, webhookId, { id, type, createdMs }) {
      insert.run(accountId, deliveryId, id, type, webhookId, createdMs, nowMs, jobId);
    },
    makeDue({ accountId, deliveryId, nowMs, jobId }) {
      makeDue.run(accountId, deliveryId, nowMs, jobId);
    },
  };
}
