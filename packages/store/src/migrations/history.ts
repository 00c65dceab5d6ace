/** A schema's history, forward only: what both drivers check before they add to it. */
import { createHash } from "node:crypto";
import { StoreError } from "../port/store.ts";

export interface Migration {
  /** Counts up; applied in this order, each once. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** A row of `schema_migrations`. */
export interface AppliedMigration {
  readonly version: number;
  readonly checksum: string;
}

/** What is still to be done. @throws StoreError `incompatible` where the data was written by another program, or a newer one */
export function pendingMigrations(
  applied: readonly AppliedMigration[],
  migrations: readonly Migration[],
): readonly Migration[] {
  for (const row of applied) verify(row, migrations);
  const done = new Set(applied.map(({ version }) => version));
  return migrations.filter(({ version }) => !done.has(version));
}

export function checksum(migration: Migration): string {
  return createHash("sha256").update(migration.sql).digest("hex");
}

function verify(row: AppliedMigration, migrations: readonly Migration[]): void {
  const known = migrations.find((migration) => migration.version === row.version);
  if (known === undefined) {
    throw new StoreError(
      "incompatible",
      `Cannot open the database as a newer version of the program has written it: schema ${row.version}, known up to ${migrations.at(-1)?.version}`,
    );
  }
  if (checksum(known) !== row.checksum) {
    throw new StoreError(
      "incompatible",
      `Cannot open the database as its schema ${row.version} is not the one of this program`,
    );
  }
}
