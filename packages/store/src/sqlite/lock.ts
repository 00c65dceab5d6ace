/**
 * One process per database. SQLite itself would let two in, and each would send every delivery.
 *
 * The lock is an exclusive transaction on a database of its own beside the data, held until close: an
 * operating system lock, which ends with the process however it ends. No pid file can go stale.
 */
import { closeSync, openSync } from "node:fs";
import { StoreError } from "../port/store.ts";
import type { Database, Driver } from "./driver.ts";
import { storeFailure } from "./errors.ts";

export interface ProcessLock {
  release(): void;
}

export function acquireLock(driver: Driver, path: string): ProcessLock {
  const lockPath = `${path}.lock`;
  createPrivateFile(lockPath);
  const database = driver.open(lockPath);
  try {
    beginExclusive(database, path);
  } catch (error) {
    database.close();
    throw error;
  }
  return { release: () => database.close() };
}

function beginExclusive(database: Database, path: string): void {
  try {
    // Nothing is ever written, so no journal need lie about.
    database.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    if (storeFailure(error) !== "unavailable") throw error;
    throw new StoreError(
      "locked",
      `Cannot open ${path} as it is in use: stop the CallCall process that runs on it, or choose another data directory`,
      { cause: error },
    );
  }
}

/**
 * Make the file readable by its owner alone. Only ever by exclusive creation: opening and closing a file that
 * exists would drop every POSIX lock that this process holds on it, SQLite's included.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
