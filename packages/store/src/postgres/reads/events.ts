import { type Examined, PAYLOADS_PER_STEP, ROWS_PER_STEP } from "../../lists/walk.ts";
import type { EventHead } from "../../port/records.ts";
import type { EventFilter, OpenPage, ReadStore, Slice } from "../../port/store.ts";
import { ALL_STATES, stateCode } from "../../rows/delivery.ts";
import { type EventHeadRow, type EventRow, eventHead, eventRecord } from "../../rows/event.ts";
import { type Database, prepare, type Statement } from "../driver.ts";
import { addTimes, Conditions, deliveriesOf, inOrderOf, type Lists, listsOf, typeCondition } from "./select.ts";
import { walk } from "./walk.ts";

export type EventReads = Pick<ReadStore, "event" | "events" | "newestEventMs">;

// The length of a body that is kept apart from its row is known there.
const HEAD =
  "account_id, id, type, created_ms, warnings, COALESCE(expired_bytes, octet_length(data)) AS data_bytes, expired_bytes IS NOT NULL AS expired";

export function prepareEventReads(database: Database): EventReads {
  const lists = listsOf(database);
  const event = prepare<EventRow>(database, "SELECT * FROM callcall.events WHERE account_id = $1 AND id = $2");
  const several = prepare<EventHeadRow>(
    database,
    `SELECT ${HEAD} FROM callcall.events WHERE account_id = $1 AND id = ANY ($2::text[])`,
  );
  const nextType = prepare<{ type: string }>(
    database,
    `SELECT type FROM callcall.events WHERE account_id = $1 AND type >= $2 AND type <> $3
     ORDER BY type LIMIT 1`,
  );

  // One look into the index for each account that has, or had, webhooks.
  const newest = prepare<{ ms: number | null }>(
    database,
    `SELECT MAX(ms) AS ms FROM (
       SELECT (SELECT MAX(created_ms) FROM callcall.events WHERE account_id = subscriptions.account_id) AS ms
       FROM callcall.subscriptions) AS accounts`,
  );

  async function heads(accountId: string, found: Slice<{ readonly id: string }>): Promise<Slice<EventHead>> {
    const ids = found.rows.map(({ id }) => id);
    const rows = inOrderOf(ids, await several.all(accountId, ids));
    return { rows: rows.map(eventHead), examinedTo: found.examinedTo };
  }

  return {
    newestEventMs: async () => (await newest.get())?.ms ?? 0,
    async event(accountId, eventId) {
      const row = await event.get(accountId, eventId);
      return row === undefined ? undefined : eventRecord(row);
    },
    async events(accountId, filter, page) {
      if (filter.state !== undefined || filter.webhookId !== undefined) {
        return heads(accountId, await walkDeliveries(lists, accountId, filter, page));
      }
      const types = await typesOf(nextType, accountId, filter);
      if (filter.text !== undefined || types === "many") {
        return heads(accountId, await walkEvents(lists, accountId, filter, page));
      }
      return { rows: (await listEvents(lists, accountId, types, filter, page)).map(eventHead), examinedTo: null };
    },
  };
}

/** Beyond that, looking at the rows is better than merging the ranges of so many types. */
const TYPES_MERGED_MAX = 16;

/** The types that the filter wants, of a prefix those of which there are events, by a seek each. Null: all. */
async function typesOf(
  nextType: Statement<{ type: string }>,
  accountId: string,
  { type: wanted, typePrefix: prefix }: EventFilter,
): Promise<readonly string[] | "many" | null> {
  if (wanted !== undefined) return wanted.startsWith(prefix ?? "") ? [wanted] : [];
  if (prefix === undefined) return null;
  const types: string[] = [];
  for (
    let type = prefix, row = await nextType.get(accountId, type, "");
    ;
    row = await nextType.get(accountId, type, type)
  ) {
    if (row === undefined || !row.type.startsWith(prefix)) return types;
    if (types.length === TYPES_MERGED_MAX) return "many";
    type = row.type;
    types.push(type);
  }
}

/** What an index answers as a whole: all types, or one range for each type, merged as they come. */
async function listEvents(
  lists: Lists,
  accountId: string,
  types: readonly string[] | null,
  filter: EventFilter,
  page: OpenPage,
): Promise<EventHeadRow[]> {
  if (types?.length === 0) return [];
  const where = new Conditions().add("account_id = ?", accountId);
  addTimes(where, "id", filter, page.after);
  const range = (more = "") => `SELECT ${HEAD} FROM callcall.events WHERE ${where}${more}`;
  const ranges =
    types === null ? range() : types.map((type) => range(` AND type = ${where.parameter(type)}`)).join("\nUNION ALL ");
  const sql = `${ranges} ORDER BY created_ms DESC, id DESC LIMIT ${where.parameter(page.limit)}`;
  return lists<EventHeadRow>(sql).all(...where.values);
}

/** Look at the events themselves. */
function walkEvents(lists: Lists, accountId: string, filter: EventFilter, page: OpenPage): Promise<Slice<Examined>> {
  const { text } = filter;
  return walk(page, {
    rows: text === undefined ? ROWS_PER_STEP : PAYLOADS_PER_STEP,
    async read(after, count) {
      const where = new Conditions().add("account_id = ?", accountId);
      if (filter.type !== undefined) where.add("type = ?", filter.type);
      addTimes(where, "id", filter, after);
      const matched = [typeCondition(where, "type", filter), textCondition(where, text)].filter((term) => term !== "");
      const sql = `SELECT created_ms AS ms, id, ${matched.join(" AND ")} AS matched,
          ${text === undefined ? "0" : "octet_length(data)"} AS bytes
        FROM callcall.events WHERE ${where}
        ORDER BY created_ms DESC, id DESC LIMIT ${where.parameter(count)}`;
      return lists<Examined>(sql).all(...where.values);
    },
  });
}

/**
 * Where a filter concerns deliveries, look at these: a failure among a million events is found at once. It works
 * since a delivery carries its event's instant.
 *
 * One range for each state, merged newest first; an event's further deliveries are dropped on the way.
 */
function walkDeliveries(
  lists: Lists,
  accountId: string,
  filter: EventFilter,
  page: OpenPage,
): Promise<Slice<Examined>> {
  const { text } = filter;
  const states = filter.state === undefined ? ALL_STATES : [stateCode(filter.state)];
  const isWhole = filter.type === undefined && filter.typePrefix === undefined && text === undefined;
  return walk(page, {
    rows: isWhole ? page.limit : text === undefined ? ROWS_PER_STEP : PAYLOADS_PER_STEP,
    async read(after, count) {
      const where = deliveriesOf(accountId, "event_id", filter, after);
      const ranges = states.map(
        (state) =>
          `SELECT created_ms, event_id, event_type FROM callcall.deliveries WHERE ${where} AND state = ${state}`,
      );
      const merged = `SELECT DISTINCT created_ms, event_id, event_type FROM (${ranges.join("\nUNION ALL ")}) AS ranges
        ORDER BY created_ms DESC, event_id DESC, event_type DESC LIMIT ${where.parameter(count)}`;
      const matched = [typeCondition(where, "event_type", filter), textCondition(where, text)].filter(
        (term) => term !== "",
      );
      const payload =
        text === undefined
          ? ""
          : `JOIN callcall.events ON events.account_id = ${where.parameter(accountId)} AND events.id = walked.event_id`;
      const sql = `SELECT walked.created_ms AS ms, event_id AS id, ${matched.join(" AND ") || "true"} AS matched,
          ${text === undefined ? "0" : "octet_length(data)"} AS bytes
        FROM (${merged}) AS walked ${payload}
        ORDER BY walked.created_ms DESC, event_id DESC`;
      return lists<Examined>(sql).all(...where.values);
    },
  });
}

function textCondition(where: Conditions, text: string | undefined): string {
  return text === undefined ? "" : `position(${where.parameter(Buffer.from(text))}::bytea IN data) > 0`;
}
