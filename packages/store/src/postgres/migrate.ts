/**
 * Brings the schema up to date: forward only, each step in its own transaction, under a lock that ends with it. Of
 * several nodes that start at once one does it, and the others find it done.
 */
import { type AppliedMigration, checksum, type Migration, pendingMigrations } from "../migrations/history.ts";
import { StoreError } from "../port/store.ts";
import type { Link } from "./connection.ts";
import { type Database, prepare } from "./driver.ts";
import { MIGRATIONS } from "./migrations/index.ts";

/** Of this lock: "migr" in ASCII. */
const LOCK = 0x6d696772;

export async function migrate(link: Link, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  await inLockedTransaction(link, async () => {
    await link.script(`
      CREATE SCHEMA IF NOT EXISTS callcall;
      CREATE TABLE IF NOT EXISTS callcall.schema_migrations (
        version integer PRIMARY KEY,
        name text NOT NULL,
        checksum text NOT NULL,
        applied_ms bigint NOT NULL
      )`);
  });
  for (;;) {
    const isDone = await inLockedTransaction(link, async () => {
      const [next] = await pending(link, migrations);
      if (next === undefined) return true;
      await link.script(next.sql);
      await prepare(
        link,
        `INSERT INTO callcall.schema_migrations (version, name, checksum, applied_ms)
         VALUES ($1, $2, $3, extract(epoch FROM clock_timestamp()) * 1000)`,
      ).run(next.version, next.name, checksum(next));
      return false;
    });
    if (isDone) return;
  }
}

async function pending(database: Database, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const applied = prepare<AppliedMigration>(
    database,
    "SELECT version, checksum FROM callcall.schema_migrations ORDER BY version",
  );
  return pendingMigrations(await applied.all(), migrations);
}

async function inLockedTransaction<Value>(link: Link, work: () => Promise<Value>): Promise<Value> {
  await link.script("BEGIN");
  try {
    await link.script(`SELECT pg_advisory_xact_lock(${LOCK})`);
    const value = await work();
    await link.script("COMMIT");
    return value;
  } catch (error) {
    await link.script("ROLLBACK").catch(() => {});
    if (error instanceof Error && "code" in error && error.code === "42501") {
      throw new StoreError("incompatible", `Cannot set up the schema callcall: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
