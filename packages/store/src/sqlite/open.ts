import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Store } from "../port/store.ts";
import { type Connections, openRead, openWrite, requireFullSyncAfterWrite } from "./connection.ts";
import { type Database, type Driver, loadDriver } from "./driver.ts";
import { asStoreError } from "./errors.ts";
import { acquireLock, createPrivateFile, type ProcessLock } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { createStore } from "./store.ts";

export interface SqliteStoreOptions {
  /** The database file, on a local disk. Made if it is missing, its directory too, for the owner's eyes only. */
  readonly path: string;
}

/** Open the store and hold it for this process alone, until `close`. Rejects with StoreError. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const driver = await loadDriver();
  try {
    const { connections, shutDown } = openDatabase(driver, options.path);
    return createStore(connections, shutDown);
  } catch (error) {
    throw asStoreError(error);
  }
}

export interface OpenDatabase {
  readonly connections: Connections;
  shutDown(): void;
}

export function openDatabase(driver: Driver, givenPath: string): OpenDatabase {
  makeDirectory(dirname(givenPath));
  const path = canonicalPath(givenPath);
  const lock = acquireLock(driver, path);
  try {
    createPrivateFile(path);
    const connections = connect(driver, path);
    return { connections, shutDown: () => disconnect(connections, lock) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Not with `recursive`: Node's tries for ever where a parent exists but takes no children, as /proc does. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(path)) throw error;
  }
}

/** One name for one file, so that two ways to it meet at the same lock. */
function canonicalPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
}

function connect(driver: Driver, path: string): Connections {
  const write = openWrite(driver, path);
  try {
    migrate(write);
    requireFullSyncAfterWrite(write);
    return { write, read: openRead(driver, path) };
  } catch (error) {
    write.close();
    throw error;
  }
}

/**
 * Folds the log into the database. SQLite would do so as the last connection closes, but that of
 * @photostructure/sqlite stays open in secret until its statements are collected as garbage.
 */
function disconnect({ write, read }: Connections, lock: ProcessLock): void {
  try {
    read.close();
    foldLog(write);
  } finally {
    write.close();
    lock.release();
  }
}

/** Only a saving: all that was committed is synced in the log, which the next open recovers. A full disk refuses it. */
function foldLog(write: Database): void {
  try {
    write.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // Left to the next open.
  }
}
