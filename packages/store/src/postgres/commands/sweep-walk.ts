import type { CandidateRow } from "../../rows/sweep.ts";
import { type Database, prepare, type Statement } from "../driver.ts";

/** How a sweep goes through the rows of a table: by account, and in each from the oldest on. */
export interface Walk {
  readonly nextAccount: Statement<{ readonly account_id: string }>;
  readonly candidates: Statement<CandidateRow>;
  readonly oldest: Statement<{ readonly ms: number }>;
}

/** Each step is a seek. `bare`: whether a row has no payload any more. */
export function walkOf(database: Database, table: string, instant: string, bare: string): Walk {
  const from = `callcall.${table}`;
  return {
    nextAccount: prepare(database, `SELECT account_id FROM ${from} WHERE account_id > $1 ORDER BY account_id LIMIT 1`),
    candidates: prepare(
      database,
      `SELECT ${instant} AS ms, id, ${bare} AS bare FROM ${from}
       WHERE account_id = $1 AND (${instant}, id) > ($2, $3) AND ${instant} < $4
       ORDER BY ${instant}, id LIMIT $5`,
    ),
    oldest: prepare(database, `SELECT ${instant} AS ms FROM ${from} WHERE account_id = $1 ORDER BY ${instant} LIMIT 1`),
  };
}
