/**
 * Statements of one connection, or of a pool of them, in the shape that the rest of the driver is written in. Values
 * come back as SQLite gives them: integers as numbers, truth as 0 and 1, bytes as Uint8Array, so that both drivers
 * share the rows.
 */
import { createHash } from "node:crypto";
import { types } from "pg";
import type { SqlValue } from "../rows/sql-value.ts";

/** A list stands for an array of PostgreSQL: many rows in one statement. */
export type Parameter = SqlValue | readonly SqlValue[];

export interface Result {
  readonly rows: readonly unknown[];
  /** Rows changed, or read. */
  readonly count: number;
}

export interface Query {
  readonly sql: string;
  readonly values: readonly Parameter[];
  /** Under which the server may keep it prepared; null: not worth it. */
  readonly name: string | null;
}

/** Where statements are sent. */
export interface Database {
  query(query: Query): Promise<Result>;
}

export interface Statement<Row> {
  run(...parameters: readonly Parameter[]): Promise<{ readonly changes: number }>;
  get(...parameters: readonly Parameter[]): Promise<Row | undefined>;
  all(...parameters: readonly Parameter[]): Promise<Row[]>;
}

/**
 * Prepare a statement whose rows have this shape. The one place where the type of a row is asserted: the SQL stands
 * beside the type at each use.
 */
export function prepare<Row = unknown>(database: Database, sql: string): Statement<Row> {
  return statement(database, sql, createHash("sha256").update(sql).digest("base64url").slice(0, 22));
}

/**
 * The same, and planned each time for the values at hand: a plan for all of them would not know how few rows of a
 * list are wanted, and sort them all.
 */
export function prepareList<Row>(database: Database, sql: string): Statement<Row> {
  return statement(database, sql, null);
}

function statement<Row>(database: Database, sql: string, name: string | null): Statement<Row> {
  const send = (values: readonly Parameter[]) => database.query({ sql, values, name });
  return {
    run: async (...values) => ({ changes: (await send(values)).count }),
    get: async (...values) => (await send(values)).rows[0] as Row | undefined,
    all: async (...values) => (await send(values)).rows as Row[],
  };
}

const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const NUMERIC = 1700;

const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [BOOL, (text) => (text === "t" ? 1 : 0)],
  [BYTEA, parseBytes],
  // Instants and counts: all below 2^53.
  [INT8, Number],
  [NUMERIC, Number],
]);

/** As `\x` and two hex digits for each byte. */
function parseBytes(text: string): Uint8Array {
  const bytes = Buffer.from(text.slice(2), "hex");
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export const TYPES: { getTypeParser: typeof types.getTypeParser } = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    PARSERS.get(oid) ?? types.getTypeParser(oid, format as "text")) as typeof types.getTypeParser,
};
