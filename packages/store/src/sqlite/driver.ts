/**
 * The `node:sqlite` API, from whichever place has it: Node's own where its SQLite is recent enough, else
 * `@photostructure/sqlite`, which carries the same API and its own SQLite to Node 20. The types are
 * structural, the few members in use, so that neither package's types leak into the store.
 */
import { StoreError } from "../port/store.ts";
import type { SqlValue } from "../rows/sql-value.ts";

export interface Statement<Row> {
  run(...parameters: SqlValue[]): { readonly changes: number | bigint };
  get(...parameters: SqlValue[]): Row | undefined;
  all(...parameters: SqlValue[]): Row[];
}

export interface Database {
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): Statement<unknown>;
  close(): void;
}

export interface Driver {
  open(path: string): Database;
}

/**
 * Prepare a statement whose rows have this shape. The one place where the type of a row is asserted: the SQL
 * stands beside the type at each use, and STRICT tables keep their columns' types.
 */
export function prepare<Row = unknown>(database: Database, sql: string): Statement<Row> {
  return database.prepare(sql) as Statement<Row>;
}

/** Several reads of one state: commits that happen in between, on another connection, are not seen. */
export function inOneState<Result>(database: Database, read: () => Result): Result {
  database.exec("BEGIN");
  try {
    return read();
  } finally {
    database.exec("COMMIT");
  }
}

/**
 * Before 3.51.3, two connections that write and checkpoint one WAL could corrupt it (the WAL-reset bug).
 * A backup tool beside the server is enough to make two.
 */
const OLDEST_SQLITE: Version = [3, 51, 3];

type Version = readonly [major: number, minor: number, patch: number];

interface SqliteModule {
  readonly DatabaseSync: new (path: string) => Database;
}

export async function loadDriver(): Promise<Driver> {
  const { DatabaseSync } = await loadModule();
  const driver: Driver = { open: (path) => new DatabaseSync(path) };
  refuseOldSqlite(sqliteVersion(driver));
  return driver;
}

async function loadModule(): Promise<SqliteModule> {
  // The version is looked at first: merely loading the built-in of Node 22 prints a warning.
  if (isRecent(process.versions["sqlite"] ?? "")) {
    const builtIn = process.getBuiltinModule("node:sqlite");
    // Absent where Node was told --no-experimental-sqlite.
    if (builtIn !== undefined) return builtIn as SqliteModule;
  }
  return await import("@photostructure/sqlite");
}

function sqliteVersion(driver: Driver): string {
  const database = driver.open(":memory:");
  try {
    return prepare<{ version: string }>(database, "SELECT sqlite_version() AS version").get()?.version ?? "";
  } finally {
    database.close();
  }
}

export function refuseOldSqlite(version: string): void {
  if (isRecent(version)) return;
  throw new StoreError(
    "incompatible",
    `Cannot use SQLite ${version} as releases before ${OLDEST_SQLITE.join(".")} can corrupt the database: run on Node 24 or later, or on Node 20 with @photostructure/sqlite 1.2.1`,
  );
}

function isRecent(version: string): boolean {
  const parts = version.split(".").map(Number);
  for (const [index, oldest] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? Number.NaN;
    if (part !== oldest) return part > oldest;
  }
  return true;
}
