/** Brings the schema up to date: forward only, each step in its own transaction, under the process lock. */
import { createHash } from "node:crypto";
import { StoreError } from "../port/store.ts";
import { type Database, prepare } from "./driver.ts";
import { MIGRATIONS, type Migration } from "./migrations/index.ts";

interface AppliedRow {
  readonly version: number;
  readonly checksum: string;
}

export function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS schema_migrations (
      version INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      checksum TEXT NOT NULL,
      applied_ms INTEGER NOT NULL
    ) STRICT
  `);
  const applied = prepare<AppliedRow>(
    database,
    "SELECT version, checksum FROM schema_migrations ORDER BY version",
  ).all();
  for (const row of applied) verify(row, migrations);
  const done = new Set(applied.map(({ version }) => version));
  for (const migration of migrations) if (!done.has(migration.version)) apply(database, migration);
}

function verify(row: AppliedRow, migrations: readonly Migration[]): void {
  const known = migrations.find((migration) => migration.version === row.version);
  if (known === undefined) {
    throw new StoreError(
      "incompatible",
      `Cannot open the database as a newer version of the program has written it: schema ${row.version}, known up to ${migrations[migrations.length - 1]?.version}`,
    );
  }
  if (checksum(known) !== row.checksum) {
    throw new StoreError(
      "incompatible",
      `Cannot open the database as its schema ${row.version} is not the one of this program`,
    );
  }
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

function checksum(migration: Migration): string {
  return createHash("sha256").update(migration.sql).digest("hex");
}
