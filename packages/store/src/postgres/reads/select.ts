/** Lists are put together from the conditions that a filter names. */
import type { EventFilter, Page, Position } from "../../port/store.ts";
import { type Database, type Parameter, prepareList, type Statement } from "../driver.ts";

/** Conditions joined by AND, over numbered parameters, so that the same text may stand in several ranges. */
export class Conditions {
  readonly values: Parameter[] = [];
  readonly #terms: string[] = [];

  /** `sql` holds a `?` for each value. */
  add(sql: string, ...values: readonly Parameter[]): this {
    const pending = [...values];
    this.#terms.push(sql.replace(/\?/g, () => this.parameter(pending.shift() ?? null)));
    return this;
  }

  /** A numbered parameter for a value outside of the conditions. */
  parameter(value: Parameter): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  toString(): string {
    return this.#terms.join(" AND ");
  }
}

/** What the lists of events and of deliveries can be narrowed by. */
type Narrowing = Pick<EventFilter, "type" | "typePrefix" | "sinceMs" | "untilMs">;

/**
 * Newest first, within the times of the filter, after `after`. One upper bound alone: of two the index is entered at
 * one and every row put to the other, and the rows between them can be a million.
 */
export function addTimes(where: Conditions, id: string, filter: Narrowing, after: Position | null): void {
  const { sinceMs, untilMs } = filter;
  if (untilMs !== undefined && (after === null || untilMs <= after.ms)) where.add("created_ms < ?", untilMs);
  else if (after !== null) where.add(`(created_ms, ${id}) < (?::bigint, ?::text)`, after.ms, after.id);
  if (sinceMs !== undefined) where.add("created_ms >= ?", sinceMs);
}

/** Deliveries of an account, or of one of its webhooks; `id`: the column that goes with their instant. */
export function deliveriesOf(
  accountId: string,
  id: "id" | "event_id",
  filter: Narrowing & Pick<EventFilter, "webhookId">,
  after: Position | null,
): Conditions {
  const where = new Conditions().add("account_id = ?", accountId);
  if (filter.webhookId !== undefined) where.add("webhook_id = ?", filter.webhookId);
  addTimes(where, id, filter, after);
  return where;
}

/** Whether a row's type is one that the filter wants; empty without such a filter. */
export function typeCondition(where: Conditions, column: string, { type, typePrefix }: Narrowing): string {
  const terms: string[] = [];
  if (type !== undefined) terms.push(`${column} = ${where.parameter(type)}`);
  if (typePrefix !== undefined) terms.push(`starts_with(${column}, ${where.parameter(typePrefix)})`);
  return terms.join(" AND ");
}

export type Lists = <Row>(sql: string) => Statement<Row>;

export function listsOf(database: Database): Lists {
  return <Row>(sql: string) => prepareList<Row>(database, sql);
}

/** What every row of a newest-first list is smaller than: the row before the page, or anything at all. */
export function pageStart(page: Page): [ms: number, id: string] {
  return page.after === null ? [Number.MAX_SAFE_INTEGER, ""] : [page.after.ms, page.after.id];
}

/** Rows that were fetched together, in the order in which they were found. */
export function inOrderOf<Row extends { readonly id: string }>(ids: readonly string[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
