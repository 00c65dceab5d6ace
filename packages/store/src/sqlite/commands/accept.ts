import type { AcceptEvents, AcceptResult, EventInsertion, NewEvent } from "../../port/commands.ts";
import { PENDING } from "../../rows/delivery.ts";
import { isDigestOf } from "../../rows/event.ts";
import { type Database, prepare } from "../driver.ts";
import type { IdempotencyKeys } from "./idempotency.ts";
import type { Rollups } from "./rollups.ts";
import type { Subscriptions } from "./subscriptions.ts";

interface EarlierRow {
  readonly created_ms: number;
  /** Of the payload, where retention has removed it. */
  readonly expired_sha256: Uint8Array | null;
  readonly equal: number;
  readonly deliveries: number;
}

const ONE_EVENT = { events: 1 };
const ONE_CREATED = { created: 1 };

export function prepareAccept(
  database: Database,
  subscriptions: Subscriptions,
  idempotency: IdempotencyKeys,
  rollups: Rollups,
): (command: AcceptEvents) => AcceptResult {
  // A conflict is looked into only when it happens: a fresh id costs one statement.
  const insertEvent = prepare(
    database,
    `INSERT INTO events (account_id, id, type, created_ms, warnings, data, traceparent, tracestate)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id, id) DO NOTHING`,
  );
  const earlierEvent = prepare<EarlierRow>(
    database,
    `SELECT created_ms, expired_sha256, type = ?3 AND (data = ?4 OR expired_sha256 IS NOT NULL) AS equal,
       (SELECT COUNT(*) FROM deliveries WHERE account_id = ?1 AND event_id = ?2) AS deliveries
     FROM events WHERE account_id = ?1 AND id = ?2`,
  );
  const insertDelivery = prepare(
    database,
    `INSERT INTO deliveries (account_id, id, event_id, event_type, webhook_id, state, created_ms, attempt_count,
       charged_count, next_attempt_ms, open_attempt_id, open_started_ms)
     VALUES (?, ?, ?, ?, ?, ${PENDING}, ?, ?, 0, ?, ?, ?)`,
  );

  function insert(accountId: string, event: NewEvent): EventInsertion {
    const { id, type, createdMs, data, warnings, trace } = event;
    const { traceparent = null, tracestate = null } = trace ?? {};
    const inserted = insertEvent.run(accountId, id, type, createdMs, warnings, data, traceparent, tracestate).changes;
    if (inserted === 0) return compare(accountId, event);
    rollups.note({ accountId, webhookId: null, atMs: createdMs, counts: ONE_EVENT });
    for (const { id: deliveryId, webhookId, nextAttemptMs, open } of event.deliveries) {
      rollups.note({ accountId, webhookId, atMs: createdMs, counts: ONE_CREATED });
      if (open === null) {
        insertDelivery.run(accountId, deliveryId, id, type, webhookId, createdMs, 0, nextAttemptMs, null, null);
      } else {
        insertDelivery.run(
          accountId,
          deliveryId,
          id,
          type,
          webhookId,
          createdMs,
          1,
          nextAttemptMs,
          open.id,
          open.startedMs,
        );
      }
    }
    return { status: "inserted", id, createdMs, deliveries: event.deliveries.length };
  }

  function compare(accountId: string, { id, type, data }: NewEvent): EventInsertion {
    const earlier = earlierEvent.get(accountId, id, type, data);
    if (earlier?.equal !== 1 || !isDigestOf(earlier.expired_sha256, data)) return { status: "different", id };
    return { status: "same", id, createdMs: earlier.created_ms, deliveries: earlier.deliveries };
  }

  return (command) => {
    const { accountId } = command;
    // First of all: an answer that was given stays given, whatever has happened to the subscriptions since.
    if (command.idempotency !== null) {
      const earlier = idempotency.recall(accountId, command.idempotency, command.nowMs);
      if (earlier.kind !== "unused") return earlier;
    }
    if (subscriptions.version(accountId) !== command.subscriptionsVersion) return { kind: "stale_subscriptions" };
    const events = command.events.map((event) => insert(accountId, event));
    if (command.idempotency !== null) idempotency.remember(accountId, command.idempotency, events);
    return { kind: "accepted", events };
  };
}
