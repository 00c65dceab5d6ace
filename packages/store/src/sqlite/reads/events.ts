import { type Examined, PAYLOADS_PER_STEP, ROWS_PER_STEP } from "../../lists/walk.ts";
import type { EventHead, EventRecord } from "../../port/records.ts";
import type { EventFilter, OpenPage, Slice } from "../../port/store.ts";
import { ALL_STATES, stateCode } from "../../rows/delivery.ts";
import { type EventHeadRow, type EventRow, eventHead, eventRecord } from "../../rows/event.ts";
import { type Database, prepare, type Statement } from "../driver.ts";
import { rangesByState } from "./ranges.ts";
import { addTimes, type CachedStatements, Conditions, cacheStatements, typeCondition } from "./select.ts";
import { walk } from "./walk.ts";

export interface EventReads {
  event(accountId: string, eventId: string): EventRecord | undefined;
  events(accountId: string, filter: EventFilter, page: OpenPage): Slice<EventHead>;
  newestEventMs(): number;
}

// SQLite knows a body's length from the head of its row.
const HEAD =
  "account_id, id, type, created_ms, warnings, COALESCE(expired_bytes, length(data)) AS data_bytes, expired_bytes IS NOT NULL AS expired";

export function prepareEventReads(database: Database): EventReads {
  const cached = cacheStatements(database);
  const event = prepare<EventRow>(database, "SELECT * FROM events WHERE account_id = ? AND id = ?");
  const head = prepare<EventHeadRow>(database, `SELECT ${HEAD} FROM events WHERE account_id = ? AND id = ?`);
  const nextType = prepare<{ type: string }>(
    database,
    `SELECT type FROM events INDEXED BY events_by_type WHERE account_id = ? AND type >= ? AND type <> ?
     ORDER BY type LIMIT 1`,
  );

  // One look into the index for each account that has, or had, webhooks.
  const newest = prepare<{ ms: number | null }>(
    database,
    `SELECT MAX(ms) AS ms FROM (
       SELECT (SELECT MAX(created_ms) FROM events WHERE account_id = subscriptions.account_id) AS ms
       FROM subscriptions)`,
  );

  function heads(accountId: string, found: Slice<{ readonly id: string }>): Slice<EventHead> {
    return {
      rows: found.rows.flatMap(({ id }) => head.get(accountId, id) ?? []).map(eventHead),
      examinedTo: found.examinedTo,
    };
  }

  return {
    newestEventMs: () => newest.get()?.ms ?? 0,
    event(accountId, eventId) {
      const row = event.get(accountId, eventId);
      return row === undefined ? undefined : eventRecord(row);
    },
    events(accountId, filter, page) {
      if (filter.state !== undefined || filter.webhookId !== undefined) {
        return heads(accountId, walkDeliveries(cached, accountId, filter, page));
      }
      const types = typesOf(nextType, accountId, filter);
      if (filter.text !== undefined || types === "many") {
        return heads(accountId, walkEvents(cached, accountId, filter, page));
      }
      return { rows: listEvents(cached, accountId, types, filter, page).map(eventHead), examinedTo: null };
    },
  };
}

/** Beyond that, looking at the rows is better than merging the ranges of so many types. */
const TYPES_MERGED_MAX = 16;

/** The types that the filter wants, of a prefix those of which there are events, by a seek each. Null: all. */
function typesOf(
  nextType: Statement<{ type: string }>,
  accountId: string,
  { type: wanted, typePrefix: prefix }: EventFilter,
): readonly string[] | "many" | null {
  if (wanted !== undefined) return wanted.startsWith(prefix ?? "") ? [wanted] : [];
  if (prefix === undefined) return null;
  const types: string[] = [];
  for (let type = prefix, row = nextType.get(accountId, type, ""); ; row = nextType.get(accountId, type, type)) {
    if (row === undefined || !row.type.startsWith(prefix)) return types;
    if (types.length === TYPES_MERGED_MAX) return "many";
    type = row.type;
    types.push(type);
  }
}

/** What an index answers as a whole: all types, or one range for each type, merged as they come. */
function listEvents(
  cached: CachedStatements,
  accountId: string,
  types: readonly string[] | null,
  filter: EventFilter,
  page: OpenPage,
): EventHeadRow[] {
  if (types?.length === 0) return [];
  const where = new Conditions().add("account_id = ?", accountId);
  addTimes(where, "id", filter, page.after);
  const range = (index: string, more = "") => `SELECT ${HEAD} FROM events INDEXED BY ${index} WHERE ${where}${more}`;
  const ranges =
    types === null
      ? range("events_newest")
      : types.map((type) => range("events_by_type", ` AND type = ${where.parameter(type)}`)).join("\nUNION ALL ");
  const sql = `${ranges} ORDER BY created_ms DESC, id DESC LIMIT ${where.parameter(page.limit)}`;
  return cached<EventHeadRow>(sql).all(...where.values);
}

/** Look at the events themselves. */
function walkEvents(cached: CachedStatements, accountId: string, filter: EventFilter, page: OpenPage): Slice<Examined> {
  const { text } = filter;
  // Named, because both would do for a type, and the planner has no statistics to choose by.
  const index = filter.type === undefined ? "events_newest" : "events_by_type";
  return walk(page, {
    rows: text === undefined ? ROWS_PER_STEP : PAYLOADS_PER_STEP,
    read(after, count) {
      const where = new Conditions().add("account_id = ?", accountId);
      if (filter.type !== undefined) where.add("type = ?", filter.type);
      addTimes(where, "id", filter, after);
      const matched = [typeCondition(where, "type", filter), textCondition(where, text)].filter((term) => term !== "");
      const sql = `SELECT created_ms AS ms, id, ${matched.join(" AND ")} AS matched,
          ${text === undefined ? "0" : "length(data)"} AS bytes
        FROM events INDEXED BY ${index} WHERE ${where}
        ORDER BY created_ms DESC, id DESC LIMIT ${where.parameter(count)}`;
      return cached<Examined>(sql).all(...where.values);
    },
  });
}

/**
 * Where a filter concerns deliveries, look at these: a failure among a million events is found at once. It works
 * since a delivery carries its event's instant.
 *
 * One range for each state, merged newest first. UNION drops an event's further deliveries as it merges, with
 * no sort of its own; for the sake of that, a single state is given an empty neighbour.
 */
function walkDeliveries(
  cached: CachedStatements,
  accountId: string,
  filter: EventFilter,
  page: OpenPage,
): Slice<Examined> {
  const { text } = filter;
  const states = filter.state === undefined ? ALL_STATES : [stateCode(filter.state), NO_STATE];
  const isWhole = filter.type === undefined && filter.typePrefix === undefined && text === undefined;
  return walk(page, {
    rows: isWhole ? page.limit : text === undefined ? ROWS_PER_STEP : PAYLOADS_PER_STEP,
    read(after, count) {
      const where = new Conditions().add("account_id = ?", accountId);
      if (filter.webhookId !== undefined) where.add("webhook_id = ?", filter.webhookId);
      addTimes(where, "event_id", filter, after);
      const columns = "created_ms, event_id, event_type";
      const ranges = rangesByState(columns, where.toString(), states, filter.webhookId !== undefined);
      const merged = `${ranges.join("\nUNION ")}
        ORDER BY created_ms DESC, event_id DESC, event_type DESC LIMIT ${where.parameter(count)}`;
      const matched = [typeCondition(where, "event_type", filter), textCondition(where, text)].filter(
        (term) => term !== "",
      );
      const payload =
        text === undefined
          ? ""
          : `CROSS JOIN events ON events.account_id = ${where.parameter(accountId)} AND events.id = walked.event_id`;
      const sql = `SELECT walked.created_ms AS ms, event_id AS id, ${matched.join(" AND ") || "1"} AS matched,
          ${text === undefined ? "0" : "length(data)"} AS bytes
        FROM (${merged}) AS walked ${payload}`;
      return cached<Examined>(sql).all(...where.values);
    },
  });
}

const NO_STATE = -1;

function textCondition(where: Conditions, text: string | undefined): string {
  return text === undefined ? "" : `instr(data, ${where.parameter(Buffer.from(text))}) > 0`;
}
