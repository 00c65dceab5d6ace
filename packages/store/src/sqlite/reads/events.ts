import type { EventHead, EventRecord } from "../../port/records.ts";
import type { EventFilter, Page } from "../../port/store.ts";
import { type Database, prepare } from "../driver.ts";
import { ALL_STATES, stateCode } from "../rows/delivery.ts";
import { type EventHeadRow, type EventRow, eventHead, eventRecord } from "../rows/event.ts";
import { type CachedStatements, Conditions, cacheStatements, pageStart } from "./select.ts";

export interface EventReads {
  event(accountId: string, eventId: string): EventRecord | undefined;
  events(accountId: string, filter: EventFilter, page: Page): readonly EventHead[];
  newestEventMs(): number;
}

// SQLite knows a body's length from the head of its row.
const HEAD = "account_id, id, type, created_ms, warnings, length(data) AS data_bytes";

export function prepareEventReads(database: Database): EventReads {
  const cached = cacheStatements(database);
  const event = prepare<EventRow>(database, "SELECT * FROM events WHERE account_id = ? AND id = ?");
  const head = prepare<EventHeadRow>(database, `SELECT ${HEAD} FROM events WHERE account_id = ? AND id = ?`);

  // One look into the index for each account that has, or had, webhooks.
  const newest = prepare<{ ms: number | null }>(
    database,
    `SELECT MAX(ms) AS ms FROM (
       SELECT (SELECT MAX(created_ms) FROM events WHERE account_id = subscriptions.account_id) AS ms
       FROM subscriptions)`,
  );

  return {
    newestEventMs: () => newest.get()?.ms ?? 0,
    event(accountId, eventId) {
      const row = event.get(accountId, eventId);
      return row === undefined ? undefined : eventRecord(row);
    },
    events(accountId, filter, page) {
      if (filter.state === undefined && filter.webhookId === undefined) {
        return listEvents(cached, accountId, filter, page).map(eventHead);
      }
      return listEventIds(cached, accountId, filter, page)
        .flatMap(({ event_id }) => head.get(accountId, event_id) ?? [])
        .map(eventHead);
    },
  };
}

function listEvents(cached: CachedStatements, accountId: string, filter: EventFilter, page: Page): EventHeadRow[] {
  const where = new Conditions().add("account_id = ?", accountId);
  where.add("(created_ms, id) < (?, ?)", ...pageStart(page));
  addCommon(where, "type", filter);
  if (filter.text !== undefined) where.add("instr(data, ?) > 0", Buffer.from(filter.text));
  // Named, because both would do for a type, and the planner has no statistics to choose by.
  const index = filter.type === undefined ? "events_newest" : "events_by_type";
  const sql = `SELECT ${HEAD} FROM events INDEXED BY ${index} WHERE ${where}
    ORDER BY created_ms DESC, id DESC LIMIT ${where.parameter(page.limit)}`;
  return cached<EventHeadRow>(sql).all(...where.values);
}

/**
 * Where a filter concerns deliveries, walk these: a failure among a million events is found at once. It works
 * since a delivery carries its event's instant.
 *
 * One range for each state, merged newest first. UNION drops an event's further deliveries as it merges, with
 * no sort of its own; for the sake of that, a single state is given an empty neighbour.
 */
function listEventIds(
  cached: CachedStatements,
  accountId: string,
  filter: EventFilter,
  page: Page,
): { readonly event_id: string }[] {
  const where = new Conditions().add("account_id = ?", accountId);
  if (filter.webhookId !== undefined) where.add("webhook_id = ?", filter.webhookId);
  where.add("(created_ms, event_id) < (?, ?)", ...pageStart(page));
  addCommon(where, "event_type", filter);
  if (filter.text !== undefined) {
    where.add(
      `EXISTS (SELECT 1 FROM events
        WHERE account_id = deliveries.account_id AND id = deliveries.event_id AND instr(data, ?) > 0)`,
      Buffer.from(filter.text),
    );
  }
  const index = filter.webhookId === undefined ? "deliveries_by_state" : "deliveries_by_webhook";
  const states = filter.state === undefined ? ALL_STATES : [stateCode(filter.state), NO_STATE];
  const ranges = states.map(
    (state) => `SELECT created_ms, event_id FROM deliveries INDEXED BY ${index} WHERE ${where} AND state = ${state}`,
  );
  const sql = `${ranges.join("\nUNION ")}
    ORDER BY created_ms DESC, event_id DESC LIMIT ${where.parameter(page.limit)}`;
  return cached<{ event_id: string }>(sql).all(...where.values);
}

const NO_STATE = -1;

function addCommon(where: Conditions, type: string, filter: EventFilter): void {
  if (filter.type !== undefined) where.add(`${type} = ?`, filter.type);
  if (filter.typePrefix !== undefined) where.add(`instr(${type}, ?) = 1`, filter.typePrefix);
  if (filter.sinceMs !== undefined) where.add("created_ms >= ?", filter.sinceMs);
  if (filter.untilMs !== undefined) where.add("created_ms < ?", filter.untilMs);
}
