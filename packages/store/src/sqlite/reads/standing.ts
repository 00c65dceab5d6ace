/** What a webhook was owed of some events: one delivery at most of each. */

import { ALL_STATES } from "../../rows/delivery.ts";
import type { Standing } from "../../rows/standing.ts";
import { type Database, prepare } from "../driver.ts";
import { rangesByState } from "./ranges.ts";

interface EventKey {
  readonly eventId: string;
  readonly createdMs: number;
}

export type FindStandings = (
  accountId: string,
  webhookId: string,
  /** In ascending order of `createdMs`. */
  events: readonly EventKey[],
) => ReadonlyMap<string, Standing>;

/** Rows read beyond those of the events before they are looked up one by one. */
const STRANGERS_MAX = 1_000;

/**
 * A delivery carries its event's instant, so those of a stretch of events lie together in the webhook's own index.
 * By the events, each of them would cost as many rows as the account has webhooks; that is left for instants that
 * thousands of events share, as when the clock was set back.
 */
export function prepareStandings(database: Database): FindStandings {
  const columns = "id, event_id, state, open_attempt_id IS NOT NULL AS open";
  const where = "account_id = ?1 AND webhook_id = ?2 AND created_ms BETWEEN ?3 AND ?4";
  const ranges = rangesByState(columns, where, ALL_STATES, true);
  const between = prepare<Standing>(database, `${ranges.join("\nUNION ALL ")} LIMIT ?5`);
  const ofEvent = prepare<Standing>(
    database,
    `SELECT ${columns} FROM deliveries INDEXED BY deliveries_by_event
     WHERE account_id = ? AND event_id = ? AND webhook_id = ?`,
  );
  return (accountId, webhookId, events) => {
    const [first, last] = [events[0], events.at(-1)];
    if (first === undefined || last === undefined) return new Map();
    const limit = events.length + STRANGERS_MAX;
    const rows = between.all(accountId, webhookId, first.createdMs, last.createdMs, limit);
    const found =
      rows.length < limit ? rows : events.flatMap(({ eventId }) => ofEvent.get(accountId, eventId, webhookId) ?? []);
    return new Map(found.map((row) => [row.event_id, row]));
  };
}
