import type { AcceptEvents, AcceptResult, EventInsertion, NewEvent } from "../../port/commands.ts";
import { PENDING } from "../../rows/delivery.ts";
import { isDigestOf } from "../../rows/event.ts";
import { Columns, concatenate } from "../columns.ts";
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

interface EventKey {
  readonly account_id: string;
  readonly id: string;
}

const ONE_EVENT = { events: 1 };
const ONE_CREATED = { created: 1 };

const EVENTS = new Columns(
  ["account_id", "text"],
  ["id", "text"],
  ["type", "text"],
  ["created_ms", "bigint"],
  ["warnings", "text"],
  ["traceparent", "text"],
  ["tracestate", "text"],
  ["data_at", "int"],
  ["data_bytes", "int"],
);

const DELIVERIES = new Columns(
  ["account_id", "text"],
  ["id", "text"],
  ["event_id", "text"],
  ["event_type", "text"],
  ["webhook_id", "text"],
  ["created_ms", "bigint"],
  ["attempt_count", "int"],
  ["next_attempt_ms", "bigint"],
  ["open_attempt_id", "text"],
  ["open_started_ms", "bigint"],
);

export function prepareAccept(
  database: Database,
  subscriptions: Subscriptions,
  idempotency: IdempotencyKeys,
  rollups: Rollups,
): (commands: readonly AcceptEvents[]) => Promise<readonly AcceptResult[]> {
  // The bodies come as one value, cut into pieces here: as an array each of their bytes would be sent as two.
  const bodies = EVENTS.length + DELIVERIES.length + 1;
  const insert = prepare<EventKey>(
    database,
    `WITH fresh AS (
       INSERT INTO callcall.events (account_id, id, type, created_ms, warnings, traceparent, tracestate, data)
       SELECT account_id, id, type, created_ms, warnings, traceparent, tracestate,
         substring($${bodies}::bytea FROM data_at FOR data_bytes)
       FROM ${EVENTS.from("given", 1)}
       ON CONFLICT (account_id, id) DO NOTHING
       RETURNING account_id, id
     ), owed AS (
       INSERT INTO callcall.deliveries (account_id, id, event_id, event_type, webhook_id, created_ms, attempt_count,
         next_attempt_ms, open_attempt_id, open_started_ms, state, charged_count)
       SELECT given.account_id, given.id, event_id, event_type, webhook_id, created_ms, attempt_count,
         next_attempt_ms, open_attempt_id, open_started_ms, ${PENDING}, 0
       FROM ${DELIVERIES.from("given", EVENTS.length + 1)}
       JOIN fresh ON fresh.account_id = given.account_id AND fresh.id = given.event_id
     )
     SELECT account_id, id FROM fresh`,
  );
  // A conflict is looked into only when it happens: a fresh id costs no statement of its own.
  const earlierEvent = prepare<EarlierRow>(
    database,
    `SELECT created_ms, expired_sha256, type = $3 AND (data = $4 OR expired_sha256 IS NOT NULL) AS equal,
       (SELECT COUNT(*) FROM callcall.deliveries WHERE account_id = $1 AND event_id = $2) AS deliveries
     FROM callcall.events WHERE account_id = $1 AND id = $2`,
  );

  /** Those that were not there before. */
  async function insertAll(commands: readonly AcceptEvents[]): Promise<Set<NewEvent>> {
    // Of two events of one id the first is inserted, and the second compared with it.
    const first = new Map<string, NewEvent>();
    const rows: unknown[][] = [];
    const owed: unknown[][] = [];
    const pieces: Uint8Array[] = [];
    let at = 1;
    for (const { accountId, events } of commands) {
      for (const event of events) {
        const name = `${accountId}\n${event.id}`;
        if (first.has(name)) continue;
        first.set(name, event);
        const { id, type, createdMs, warnings, trace, data, deliveries } = event;
        const { traceparent = null, tracestate = null } = trace ?? {};
        rows.push([accountId, id, type, createdMs, warnings, traceparent, tracestate, at, data.byteLength]);
        pieces.push(data);
        at += data.byteLength;
        for (const { id: deliveryId, webhookId, nextAttemptMs, open } of deliveries) {
          const begun = [open === null ? 0 : 1, nextAttemptMs, open?.id ?? null, open?.startedMs ?? null];
          owed.push([accountId, deliveryId, id, type, webhookId, createdMs, ...begun]);
        }
      }
    }
    if (rows.length === 0) return new Set();
    const fresh = await insert.all(...EVENTS.arrays(rows), ...DELIVERIES.arrays(owed), concatenate(pieces));
    return new Set(fresh.flatMap(({ account_id, id }) => first.get(`${account_id}\n${id}`) ?? []));
  }

  async function insertionOf(accountId: string, event: NewEvent, inserted: Set<NewEvent>): Promise<EventInsertion> {
    const { id, createdMs, deliveries } = event;
    // Once: the same again, in one publish, is compared with the first.
    if (!inserted.delete(event)) return compare(accountId, event);
    rollups.note({ accountId, webhookId: null, atMs: createdMs, counts: ONE_EVENT });
    for (const { webhookId } of deliveries)
      rollups.note({ accountId, webhookId, atMs: createdMs, counts: ONE_CREATED });
    return { status: "inserted", id, createdMs, deliveries: deliveries.length };
  }

  async function compare(accountId: string, { id, type, data }: NewEvent): Promise<EventInsertion> {
    const earlier = await earlierEvent.get(accountId, id, type, data);
    if (earlier?.equal !== 1 || !isDigestOf(earlier.expired_sha256, data)) return { status: "different", id };
    return { status: "same", id, createdMs: earlier.created_ms, deliveries: earlier.deliveries };
  }

  return async (commands) => {
    // An answer that was given stays given, whatever has happened to the subscriptions since.
    const recalled = idempotency.recall(
      commands.map(({ accountId, idempotency: key, nowMs }) => key && { ...key, accountId, nowMs }),
    );
    const versions = subscriptions.versions(new Set(commands.map(({ accountId }) => accountId)));
    const [earlier, current] = await Promise.all([recalled, versions]);

    const refusals = commands.map((command, index): AcceptResult | undefined => {
      const answered = earlier[index];
      if (answered !== undefined && answered.kind !== "unused") return answered;
      if ((current.get(command.accountId) ?? 0) !== command.subscriptionsVersion)
        return { kind: "stale_subscriptions" };
      return undefined;
    });
    const inserted = await insertAll(commands.filter((_, index) => refusals[index] === undefined));
    const results: AcceptResult[] = [];
    for (const [index, command] of commands.entries()) {
      const refusal = refusals[index];
      if (refusal !== undefined) {
        results.push(refusal);
        continue;
      }
      const events: EventInsertion[] = [];
      for (const event of command.events) events.push(await insertionOf(command.accountId, event, inserted));
      results.push({ kind: "accepted", events });
    }
    await idempotency.remember(
      commands.flatMap(({ accountId, idempotency: key, nowMs }, index) => {
        const result = results[index];
        if (key === null || result?.kind !== "accepted") return [];
        return [{ ...key, accountId, nowMs, insertions: result.events }];
      }),
    );
    return results;
  };
}
