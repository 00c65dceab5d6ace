/** Newest-first lists in which an index serves a part of a filter, and the rest is looked for row by row. */
import type { BoundedPage, Position, Slice } from "../../port/store.ts";
import type { Parameter } from "../driver.ts";
import { Conditions, type Lists } from "./select.ts";

/** `sql` holds one `?` for the value, or none. */
export type Condition = readonly [sql: string, value: Parameter];

export interface BoundedList {
  readonly table: string;
  /** The column of the instant; the other half of a position is `id`. */
  readonly ms: string;
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
  /** Conditions that an index answers, which goes on with the instant and `id`. */
  readonly indexed: readonly Condition[];
  /** Conditions that every row is put to. */
  readonly sifted: readonly Condition[];
}

/**
 * A filter that matches one row in a million would walk a million rows for one page. So the walk ends where
 * `examine` rows of the index end, which costs a look into the index alone to find, and says so.
 */
export async function readBounded<Row>(
  lists: Lists,
  { table, ms, sinceMs, untilMs, indexed, sifted }: BoundedList,
  { after, examine, limit }: BoundedPage,
): Promise<Slice<Row>> {
  const order = `ORDER BY ${ms} DESC, id DESC LIMIT`;

  function range(end: Position | undefined): Conditions {
    const where = new Conditions();
    for (const [sql, value] of indexed) where.add(sql, ...(sql.includes("?") ? [value] : []));
    if (after !== null) where.add(`(${ms}, id) < (?::bigint, ?::text)`, after.ms, after.id);
    else if (untilMs !== undefined) where.add(`${ms} < ?`, untilMs);
    if (end !== undefined) where.add(`(${ms}, id) >= (?::bigint, ?::text)`, end.ms, end.id);
    else if (sinceMs !== undefined) where.add(`${ms} >= ?`, sinceMs);
    return where;
  }

  let end: Position | undefined;
  if (sifted.length > 0) {
    const walk = range(undefined);
    const sql = `SELECT ${ms} AS ms, id FROM ${table} WHERE ${walk} ${order} 1 OFFSET ${walk.parameter(examine - 1)}`;
    end = await lists<Position>(sql).get(...walk.values);
  }
  const where = range(end);
  for (const [sql, value] of sifted) where.add(sql, value);
  const sql = `SELECT * FROM ${table} WHERE ${where} ${order} ${where.parameter(limit)}`;
  return { rows: await lists<Row>(sql).all(...where.values), examinedTo: end ?? null };
}
