/** Newest-first lists in which an index serves a part of a filter, and the rest is looked for row by row. */
import type { BoundedPage, Position, Slice } from "../../port/store.ts";
import type { SqlValue } from "../../rows/sql-value.ts";
import { type CachedStatements, Conditions } from "./select.ts";

/** `sql` holds one `?` for the value, or none. */
export type Condition = readonly [sql: string, value: SqlValue];

export interface BoundedList {
  readonly table: string;
  /** Of the columns of `indexed`, then `ms` and `id`. */
  readonly index: string;
  /** The column of the instant; the other half of a position is `id`. */
  readonly ms: string;
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
  /** Conditions that the index answers. */
  readonly indexed: readonly Condition[];
  /** Conditions that every row is put to. */
  readonly sifted: readonly Condition[];
}

/**
 * A filter that matches one row in a million would walk a million rows for one page. So the walk ends where
 * `examine` rows of the index end, which costs a look into the index alone to find, and says so.
 */
export function readBounded<Row>(cached: CachedStatements, list: BoundedList, page: BoundedPage): Slice<Row> {
  const { table, index, ms } = list;
  const from = `FROM ${table} INDEXED BY ${index} WHERE`;
  const order = `ORDER BY ${ms} DESC, id DESC LIMIT`;

  let end: Position | undefined;
  if (list.sifted.length > 0) {
    const walk = range(list, page, undefined);
    const sql = `SELECT ${ms} AS ms, id ${from} ${walk} ${order} 1 OFFSET ${walk.parameter(page.examine - 1)}`;
    end = cached<Position>(sql).get(...walk.values);
  }
  const where = range(list, page, end);
  for (const [sql, value] of list.sifted) where.add(sql, value);
  const sql = `SELECT * ${from} ${where} ${order} ${where.parameter(page.limit)}`;
  return { rows: cached<Row>(sql).all(...where.values), examinedTo: end ?? null };
}

/** One bound on either side: of two, the index would take the wider one and every row be put to the other. */
function range(list: BoundedList, { after }: BoundedPage, end: Position | undefined): Conditions {
  const { ms, sinceMs, untilMs } = list;
  const where = new Conditions();
  for (const [sql, value] of list.indexed) where.add(sql, value);
  if (after !== null) where.add(`(${ms}, id) < (?, ?)`, after.ms, after.id);
  else if (untilMs !== undefined) where.add(`${ms} < ?`, untilMs);
  if (end !== undefined) where.add(`(${ms}, id) >= (?, ?)`, end.ms, end.id);
  else if (sinceMs !== undefined) where.add(`${ms} >= ?`, sinceMs);
  return where;
}
