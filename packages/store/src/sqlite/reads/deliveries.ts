import type { AttemptRecord, DeliveryRecord } from "../../port/records.ts";
import type { DeliveryFilter, Page, StateCounts } from "../../port/store.ts";
import { type Database, prepare } from "../driver.ts";
import { ATTEMPT_COLUMNS, type AttemptRow, attemptRecord } from "../rows/attempt.ts";
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
} from "../rows/delivery.ts";
import { Conditions, cacheStatements, pageStart } from "./select.ts";

export interface DeliveryReads {
  delivery(accountId: string, deliveryId: string): DeliveryRecord | undefined;
  deliveries(accountId: string, filter: DeliveryFilter, page: Page): readonly DeliveryRecord[];
  deliveryCounts(accountId: string, eventIds: readonly string[]): ReadonlyMap<string, StateCounts>;
  attempts(accountId: string, deliveryId: string, limit: number): readonly AttemptRecord[];
}

export function prepareDeliveryReads(database: Database): DeliveryReads {
  const cached = cacheStatements(database);
  const delivery = prepare<DeliveryRow>(
    database,
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE account_id = ? AND id = ?`,
  );
  const counts = prepare<StateCounts>(
    database,
    `SELECT COUNT(*) FILTER (WHERE state = ${PENDING}) AS pending, COUNT(*) FILTER (WHERE state = ${SUCCEEDED}) AS succeeded,
       COUNT(*) FILTER (WHERE state = ${FAILED}) AS failed, COUNT(*) FILTER (WHERE state = ${CANCELLED}) AS cancelled
     FROM deliveries WHERE account_id = ? AND event_id = ?`,
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
      const where = conditions(accountId, filter, page);
      const sql = filter.eventId === undefined ? listByState(filter, where) : listOfEvent(filter, where);
      const limited = `${sql} LIMIT ${where.parameter(page.limit)}`;
      return cached<DeliveryRow>(limited)
        .all(...where.values)
        .map(deliveryRecord);
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

function conditions(accountId: string, filter: DeliveryFilter, page: Page): Conditions {
  const where = new Conditions().add("account_id = ?", accountId);
  if (filter.eventId !== undefined) where.add("event_id = ?", filter.eventId);
  if (filter.webhookId !== undefined) where.add("webhook_id = ?", filter.webhookId);
  where.add("(created_ms, id) < (?, ?)", ...pageStart(page));
  if (filter.type !== undefined) where.add("event_type = ?", filter.type);
  if (filter.typePrefix !== undefined) where.add("instr(event_type, ?) = 1", filter.typePrefix);
  if (filter.sinceMs !== undefined) where.add("created_ms >= ?", filter.sinceMs);
  if (filter.untilMs !== undefined) where.add("created_ms < ?", filter.untilMs);
  return where;
}

/** The deliveries of one event share its instant: their ids alone are newest first. */
function listOfEvent(filter: DeliveryFilter, where: Conditions): string {
  if (filter.state !== undefined) where.add("state = ?", stateCode(filter.state));
  return `SELECT ${DELIVERY_COLUMNS} FROM deliveries INDEXED BY deliveries_by_event WHERE ${where} ORDER BY id DESC`;
}

/** One range for each state; over several, SQLite merges them as they come, without a sort. */
function listByState(filter: DeliveryFilter, where: Conditions): string {
  const index = filter.webhookId === undefined ? "deliveries_by_state" : "deliveries_by_webhook";
  const states = filter.state === undefined ? ALL_STATES : [stateCode(filter.state)];
  const ranges = states.map(
    (state) => `SELECT ${DELIVERY_COLUMNS} FROM deliveries INDEXED BY ${index} WHERE ${where} AND state = ${state}`,
  );
  return `${ranges.join("\nUNION ALL ")} ORDER BY created_ms DESC, id DESC`;
}
