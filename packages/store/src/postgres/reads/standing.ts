/** What a webhook was owed of some events: one delivery at most of each. */
import type { Standing } from "../../rows/standing.ts";
import { type Database, prepare } from "../driver.ts";

export type FindStandings = (
  accountId: string,
  webhookId: string,
  eventIds: readonly string[],
) => Promise<ReadonlyMap<string, Standing>>;

export function prepareStandings(database: Database): FindStandings {
  const find = prepare<Standing>(
    database,
    `SELECT id, event_id, state, open_attempt_id IS NOT NULL AS open FROM callcall.deliveries
     WHERE account_id = $1 AND webhook_id = $2 AND event_id = ANY ($3::text[])`,
  );
  return async (accountId, webhookId, eventIds) => {
    if (eventIds.length === 0) return new Map();
    const found = await find.all(accountId, webhookId, eventIds);
    return new Map(found.map((row) => [row.event_id, row]));
  };
}
