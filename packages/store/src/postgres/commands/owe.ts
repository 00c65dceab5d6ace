/** Deliveries that are owed again, or for the first time, after their event was accepted. */
import { PENDING } from "../../rows/delivery.ts";
import { Columns } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";

export interface OwedEvent {
  readonly id: string;
  readonly type: string;
  readonly createdMs: number;
  /** 1: its payload has had its time, and there is nothing to send. */
  readonly payloadExpired: number;
}

export interface NewlyOwed {
  readonly deliveryId: string;
  readonly event: OwedEvent;
}

/** To whom, when it is due, and the job that asks for it; null: somebody did by hand. */
export interface Owing {
  readonly accountId: string;
  readonly webhookId: string;
  readonly nowMs: number;
  readonly jobId: string | null;
}

export interface Owe {
  /** Those of these events that are stored. */
  events(accountId: string, eventIds: readonly string[]): Promise<ReadonlyMap<string, OwedEvent>>;
  insert(owing: Owing, owed: readonly NewlyOwed[]): Promise<void>;
  /** A finished delivery starts its schedule over; a pending one keeps its place in it: asking early is not an attempt more. */
  makeDue(owing: Omit<Owing, "webhookId">, deliveryIds: readonly string[]): Promise<void>;
}

const OWED = new Columns(["id", "text"], ["event_id", "text"], ["event_type", "text"], ["created_ms", "bigint"]);

export function prepareOwe(database: Database): Owe {
  const events = prepare<OwedEvent>(
    database,
    `SELECT id, type, created_ms AS "createdMs", expired_bytes IS NOT NULL AS "payloadExpired"
     FROM callcall.events WHERE account_id = $1 AND id = ANY ($2::text[])`,
  );
  // With its event's instant: where it is listed, and its place in a FIFO lane, are the event's.
  const insert = prepare(
    database,
    `INSERT INTO callcall.deliveries (account_id, webhook_id, next_attempt_ms, replay_job_id, ${OWED.names()},
       state, attempt_count, charged_count)
     SELECT $1, $2, $3, $4, ${OWED.names()}, ${PENDING}, 0, 0 FROM ${OWED.from("given", 5)}`,
  );
  const makeDue = prepare(
    database,
    `UPDATE callcall.deliveries SET next_attempt_ms = $3,
       charged_count = CASE WHEN state = ${PENDING} THEN charged_count ELSE 0 END,
       state = ${PENDING}, finished_ms = NULL, cancelled_reason = NULL, replay_job_id = COALESCE($4, replay_job_id)
     WHERE account_id = $1 AND id = ANY ($2::text[])`,
  );
  return {
    events: async (accountId, eventIds) =>
      new Map((await events.all(accountId, eventIds)).map((event) => [event.id, event])),
    async insert({ accountId, webhookId, nowMs, jobId }, owed) {
      if (owed.length === 0) return;
      const rows = owed.map(({ deliveryId, event }) => [deliveryId, event.id, event.type, event.createdMs]);
      await insert.run(accountId, webhookId, nowMs, jobId, ...OWED.arrays(rows));
    },
    async makeDue({ accountId, nowMs, jobId }, deliveryIds) {
      if (deliveryIds.length > 0) await makeDue.run(accountId, deliveryIds, nowMs, jobId);
    },
  };
}
