import { type Examined, ROWS_PER_STEP } from "../../lists/walk.ts";
import type { AttemptRecord, DeliveryRecord } from "../../port/records.ts";
import type { DeliveryFilter, OpenPage, Position, Slice, StateCounts } from "../../port/store.ts";
import { ATTEMPT_COLUMNS, type AttemptRow, attemptRecord } from "../../rows/attempt.ts";
import {
  ALL_STATES,
  CANCELLED,
  DELIVERY_COLUMNS,
  type DeliveryRow,
  deliveryRecord,
  FAILED,
  PENDING,
  SUCCEEDED,
  stateCode,
} from "../../rows/delivery.ts";
import { type Database, prepare } from "../driver.ts";
import { rangesByState } from "./ranges.ts";
import { addTimes, type CachedStatements, Conditions, cacheStatements, typeCondition } from "./select.ts";
import { walk } from "./walk.ts";

export interface DeliveryReads {
  delivery(accountId: string, deliveryId: string): DeliveryRecord | undefined;
  deliveries(accountId: string, filter: DeliveryFilter, page: OpenPage): Slice<DeliveryRecord>;
  deliveryCounts(accountId: string, eventIds: readonly string[]): ReadonlyMap<string, StateCounts>;
  attempts(accountId: string, deliveryId: string, limit: number): readonly AttemptRecord[];
}

export function prepareDeliveryReads(database: Database): DeliveryReads {
  const cached = cacheStatements(database);
  const delivery = prepare<DeliveryRow>(
    database,
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE account_id = ? AND id = ?`,
  );
  // Named: without statistics the planner takes the primary key, and walks through every delivery of the account.
  const counts = prepare<StateCounts>(
    database,
    `SELECT COUNT(*) FILTER (WHERE state = ${PENDING}) AS pending, COUNT(*) FILTER (WHERE state = ${SUCCEEDED}) AS succeeded,
       COUNT(*) FILTER (WHERE state = ${FAILED}) AS failed, COUNT(*) FILTER (WHERE state = ${CANCELLED}) AS cancelled
     FROM deliveries INDEXED BY deliveries_by_event WHERE account_id = ? AND event_id = ?`,
  );
  const attempts = prepare<AttemptRow>(
    database,
    `SELECT ${ATTEMPT_COLUMNS.join(", ")} FROM attempts WHERE account_id = ? AND delivery_id = ?
     ORDER BY number DESC LIMIT ?`,
  );

  return {
    delivery(accountId, deliveryId) {
      const row = delivery.get(accountId, deliveryId);
      return row === undefined ? undefined : deliveryRecord(row);
    },
    deliveries(accountId, filter, page) {
      if (filter.eventId === undefined && (filter.type !== undefined || filter.typePrefix !== undefined)) {
        const found = walkByState(cached, accountId, filter, page);
        const rows = found.rows.flatMap(({ id }) => delivery.get(accountId, id) ?? []);
        return { rows: rows.map(deliveryRecord), examinedTo: found.examinedTo };
      }
      const list = filter.eventId === undefined ? listByState : listOfEvent;
      return { rows: list(cached, accountId, filter, page).map(deliveryRecord), examinedTo: null };
    },
    deliveryCounts(accountId, eventIds) {
      return new Map(
        eventIds.map((eventId) => {
          const { pending = 0, succeeded = 0, failed = 0, cancelled = 0 } = counts.get(accountId, eventId) ?? {};
          return [eventId, { pending, succeeded, failed, cancelled }];
        }),
      );
    },
    attempts: (accountId, deliveryId, limit) => attempts.all(accountId, deliveryId, limit).reverse().map(attemptRecord),
  };
}

/** The deliveries of one event are few, and share its instant: their ids alone are newest first. */
function listOfEvent(
  cached: CachedStatements,
  accountId: string,
  filter: DeliveryFilter,
  page: OpenPage,
): DeliveryRow[] {
  const where = new Conditions().add("account_id = ?", accountId).add("event_id = ?", filter.eventId ?? "");
  if (filter.webhookId !== undefined) where.add("webhook_id = ?", filter.webhookId);
  addTimes(where, "id", filter, page.after);
  const ofType = typeCondition(where, "event_type", filter);
  if (ofType !== "") where.add(ofType);
  if (filter.state !== undefined) where.add("state = ?", stateCode(filter.state));
  const sql = `SELECT ${DELIVERY_COLUMNS} FROM deliveries INDEXED BY deliveries_by_event WHERE ${where}
    ORDER BY id DESC LIMIT ${where.parameter(page.limit)}`;
  return cached<DeliveryRow>(sql).all(...where.values);
}

function rangesOf(columns: string, filter: DeliveryFilter, where: Conditions): string {
  const states = filter.state === undefined ? ALL_STATES : [stateCode(filter.state)];
  return rangesByState(columns, where.toString(), states, filter.webhookId !== undefined).join("\nUNION ALL ");
}

function conditions(accountId: string, filter: DeliveryFilter, after: Position | null): Conditions {
  const where = new Conditions().add("account_id = ?", accountId);
  if (filter.webhookId !== undefined) where.add("webhook_id = ?", filter.webhookId);
  addTimes(where, "id", filter, after);
  return where;
}

function listByState(
  cached: CachedStatements,
  accountId: string,
  filter: DeliveryFilter,
  page: OpenPage,
): DeliveryRow[] {
  const where = conditions(accountId, filter, page.after);
  const ranges = rangesOf(DELIVERY_COLUMNS, filter, where);
  const sql = `${ranges} ORDER BY created_ms DESC, id DESC LIMIT ${where.parameter(page.limit)}`;
  return cached<DeliveryRow>(sql).all(...where.values);
}

/** No index has the type: look at the rows. */
function walkByState(
  cached: CachedStatements,
  accountId: string,
  filter: DeliveryFilter,
  page: OpenPage,
): Slice<Examined> {
  return walk(page, {
    rows: ROWS_PER_STEP,
    read(after, count) {
      const where = conditions(accountId, filter, after);
      const columns = `created_ms AS ms, id, ${typeCondition(where, "event_type", filter)} AS matched, 0 AS bytes`;
      const ranges = rangesOf(columns, filter, where);
      const sql = `${ranges} ORDER BY ms DESC, id DESC LIMIT ${where.parameter(count)}`;
      return cached<Examined>(sql).all(...where.values);
    },
  });
}
