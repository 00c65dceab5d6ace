import { type Examined, ROWS_PER_STEP } from "../../lists/walk.ts";
import type { DeliveryFilter, OpenPage, ReadStore, Slice, StateCounts } from "../../port/store.ts";
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
import { addTimes, Conditions, deliveriesOf, inOrderOf, type Lists, listsOf, typeCondition } from "./select.ts";
import { walk } from "./walk.ts";

export type DeliveryReads = Pick<ReadStore, "delivery" | "deliveries" | "deliveryCounts" | "attempts">;

export function prepareDeliveryReads(database: Database): DeliveryReads {
  const lists = listsOf(database);
  const delivery = prepare<DeliveryRow>(
    database,
    `SELECT ${DELIVERY_COLUMNS} FROM callcall.deliveries WHERE account_id = $1 AND id = $2`,
  );
  const several = prepare<DeliveryRow>(
    database,
    `SELECT ${DELIVERY_COLUMNS} FROM callcall.deliveries WHERE account_id = $1 AND id = ANY ($2::text[])`,
  );
  const counts = prepare<StateCounts & { readonly event_id: string }>(
    database,
    `SELECT event_id, COUNT(*) FILTER (WHERE state = ${PENDING}) AS pending,
       COUNT(*) FILTER (WHERE state = ${SUCCEEDED}) AS succeeded,
       COUNT(*) FILTER (WHERE state = ${FAILED}) AS failed,
       COUNT(*) FILTER (WHERE state = ${CANCELLED}) AS cancelled
     FROM callcall.deliveries WHERE account_id = $1 AND event_id = ANY ($2::text[]) GROUP BY event_id`,
  );
  const attempts = prepare<AttemptRow>(
    database,
    `SELECT ${ATTEMPT_COLUMNS.join(", ")} FROM callcall.attempts WHERE account_id = $1 AND delivery_id = $2
     ORDER BY number DESC LIMIT $3`,
  );

  return {
    async delivery(accountId, deliveryId) {
      const row = await delivery.get(accountId, deliveryId);
      return row === undefined ? undefined : deliveryRecord(row);
    },
    async deliveries(accountId, filter, page) {
      if (filter.eventId === undefined && (filter.type !== undefined || filter.typePrefix !== undefined)) {
        const found = await walkByState(lists, accountId, filter, page);
        const ids = found.rows.map(({ id }) => id);
        const rows = inOrderOf(ids, await several.all(accountId, ids));
        return { rows: rows.map(deliveryRecord), examinedTo: found.examinedTo };
      }
      const list = filter.eventId === undefined ? listByState : listOfEvent;
      return { rows: (await list(lists, accountId, filter, page)).map(deliveryRecord), examinedTo: null };
    },
    async deliveryCounts(accountId, eventIds) {
      const rows = new Map((await counts.all(accountId, eventIds)).map((row) => [row.event_id, row]));
      return new Map(
        eventIds.map((eventId) => {
          const { pending = 0, succeeded = 0, failed = 0, cancelled = 0 } = rows.get(eventId) ?? {};
          return [eventId, { pending, succeeded, failed, cancelled }];
        }),
      );
    },
    attempts: async (accountId, deliveryId, limit) =>
      (await attempts.all(accountId, deliveryId, limit)).reverse().map(attemptRecord),
  };
}

/** The deliveries of one event are few, and share its instant: their ids alone are newest first. */
function listOfEvent(lists: Lists, accountId: string, filter: DeliveryFilter, page: OpenPage): Promise<DeliveryRow[]> {
  const where = new Conditions().add("account_id = ?", accountId).add("event_id = ?", filter.eventId ?? "");
  if (filter.webhookId !== undefined) where.add("webhook_id = ?", filter.webhookId);
  addTimes(where, "id", filter, page.after);
  const ofType = typeCondition(where, "event_type", filter);
  if (ofType !== "") where.add(ofType);
  if (filter.state !== undefined) where.add("state = ?", stateCode(filter.state));
  const sql = `SELECT ${DELIVERY_COLUMNS} FROM callcall.deliveries WHERE ${where}
    ORDER BY id DESC LIMIT ${where.parameter(page.limit)}`;
  return lists<DeliveryRow>(sql).all(...where.values);
}

/** One range for each state; over several they are merged as they come, without a sort. */
function rangesByState(columns: string, filter: DeliveryFilter, where: Conditions): string {
  const states = filter.state === undefined ? ALL_STATES : [stateCode(filter.state)];
  const ranges = states.map(
    (state) => `SELECT ${columns} FROM callcall.deliveries WHERE ${where} AND state = ${state}`,
  );
  return ranges.join("\nUNION ALL ");
}

function listByState(lists: Lists, accountId: string, filter: DeliveryFilter, page: OpenPage): Promise<DeliveryRow[]> {
  const where = deliveriesOf(accountId, "id", filter, page.after);
  const ranges = rangesByState(DELIVERY_COLUMNS, filter, where);
  const sql = `${ranges} ORDER BY created_ms DESC, id DESC LIMIT ${where.parameter(page.limit)}`;
  return lists<DeliveryRow>(sql).all(...where.values);
}

/** No index has the type: look at the rows. */
function walkByState(
  lists: Lists,
  accountId: string,
  filter: DeliveryFilter,
  page: OpenPage,
): Promise<Slice<Examined>> {
  return walk(page, {
    rows: ROWS_PER_STEP,
    async read(after, count) {
      const where = deliveriesOf(accountId, "id", filter, after);
      const columns = `created_ms AS ms, id, ${typeCondition(where, "event_type", filter)} AS matched, 0 AS bytes`;
      const ranges = rangesByState(columns, filter, where);
      const sql = `${ranges} ORDER BY ms DESC, id DESC LIMIT ${where.parameter(count)}`;
      return lists<Examined>(sql).all(...where.values);
    },
  });
}
