import { existsSync, realpathSync, statSync } from "node:fs";
import { StoreError } from "../port/store.ts";
import { openWrite } from "./connection.ts";
import { loadDriver } from "./driver.ts";
import { asStoreError } from "./errors.ts";
import { acquireLock } from "./lock.ts";
import type { SqliteStoreOptions } from "./open.ts";

/** The size of the file, in bytes. */
export interface Compacted {
  readonly before: number;
  readonly after: number;
}

/**
 * Rewrite the database without its free pages, and so that it can give space back from now on. Takes as much disk
 * again as the data, and blocks for as long as that takes to be written. Rejects with StoreError: `locked` while a
 * server uses it.
 */
export async function compactSqliteStore({ path: given }: SqliteStoreOptions): Promise<Compacted> {
  const driver = await loadDriver();
  if (!existsSync(given)) {
    throw new StoreError("incompatible", `Cannot make ${given} smaller as there is no such database`);
  }
  const path = realpathSync(given);
  try {
    const lock = acquireLock(driver, path);
    try {
      const before = statSync(path).size;
      const database = openWrite(driver, path);
      try {
        // The copy is as large as the data: not in memory.
        database.exec("PRAGMA temp_store = FILE");
        database.exec("VACUUM");
        database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      } finally {
        database.close();
      }
      return { before, after: statSync(path).size };
    } finally {
      lock.release();
    }
  } catch (error) {
    throw asStoreError(error);
  }
}
