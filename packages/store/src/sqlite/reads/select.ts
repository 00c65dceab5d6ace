/** Lists are put together from the conditions that a filter names; each combination is prepared once. */
import type { EventFilter, Page, Position } from "../../port/store.ts";
import type { SqlValue } from "../../rows/sql-value.ts";
import { type Database, prepare, type Statement } from "../driver.ts";

/** Conditions joined by AND. Their parameters are numbered, so that the same text may stand in several ranges. */
export class Conditions {
  readonly values: SqlValue[] = [];
  readonly #terms: string[] = [];

  /** `sql` holds a `?` for each value. */
  add(sql: string, ...values: readonly SqlValue[]): this {
    const pending = [...values];
    const numbered = sql.replace(/\?/g, () => this.parameter(pending.shift() ?? null));
    this.#terms.push(numbered);
    return this;
  }

  /** A numbered parameter for a value outside of the conditions. */
  parameter(value: SqlValue): string {
    this.values.push(value);
    return `?${this.values.length}`;
  }

  toString(): string {
    return this.#terms.join(" AND ");
  }
}

/** What the lists of events and of deliveries can be narrowed by. */
export type Narrowing = Pick<EventFilter, "type" | "typePrefix" | "sinceMs" | "untilMs">;

/**
 * Newest first, within the times of the filter, after `after`. One upper bound alone: of two SQLite would seek by
 * one and test the other row by row, and the rows after `untilMs` can be a million.
 */
export function addTimes(where: Conditions, id: string, filter: Narrowing, after: Position | null): void {
  const { sinceMs, untilMs } = filter;
  const start = after ?? { ms: Number.MAX_SAFE_INTEGER, id: "" };
  const isBeforeStart = untilMs !== undefined && untilMs <= start.ms;
  where.add(`(created_ms, ${id}) < (?, ?)`, ...(isBeforeStart ? [untilMs, ""] : [start.ms, start.id]));
  if (sinceMs !== undefined) where.add("created_ms >= ?", sinceMs);
}

/** Whether a row's type is one that the filter wants; empty without such a filter. */
export function typeCondition(where: Conditions, column: string, { type, typePrefix }: Narrowing): string {
  const terms: string[] = [];
  if (type !== undefined) terms.push(`${column} = ${where.parameter(type)}`);
  if (typePrefix !== undefined) terms.push(`instr(${column}, ${where.parameter(typePrefix)}) = 1`);
  return terms.join(" AND ");
}

export type CachedStatements = <Row>(sql: string) => Statement<Row>;

/** Unbounded: the combinations of a filter are few dozens, and no value is ever part of the text. */
export function cacheStatements(database: Database): CachedStatements {
  const statements = new Map<string, Statement<unknown>>();
  return <Row>(sql: string) => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = prepare(database, sql);
      statements.set(sql, statement);
    }
    return statement as Statement<Row>;
  };
}

/** What every row of a newest-first list is smaller than: the row before the page, or anything at all. */
export function pageStart(page: Page): [ms: number, id: string] {
  return page.after === null ? [Number.MAX_SAFE_INTEGER, ""] : [page.after.ms, page.after.id];
}
