/** Brings the schema up to date: forward only, each step in its own transaction, under the process lock. */
import { type AppliedMigration, checksum, type Migration, pendingMigrations } from "../migrations/history.ts";
import { type Database, prepare } from "./driver.ts";
import { MIGRATIONS } from "./migrations/index.ts";

export function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS schema_migrations (
      version INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      checksum TEXT NOT NULL,
      applied_ms INTEGER NOT NULL
    ) STRICT
  `);
  const applied = prepare<AppliedMigration>(
    database,
    "SELECT version, checksum FROM schema_migrations ORDER BY version",
  ).all();
  for (const migration of pendingMigrations(applied, migrations)) apply(database, migration);
}

function apply(database: Database, migration: Migration): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    database.exec(migration.sql);
    prepare(
      database,
      "INSERT INTO schema_migrations (version, name, checksum, applied_ms) VALUES (?, ?, ?, CAST(unixepoch('subsec') * 1000 AS INTEGER))",
    ).run(migration.version, migration.name, checksum(migration));
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
