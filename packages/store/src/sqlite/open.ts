import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Store } from "../port/store.ts";
import { type Connections, openRead, openWrite, requireFullSyncAfterWrite } from "./connection.ts";
import { type Database, type Driver, loadDriver } from "./driver.ts";
import { asStoreError } from "./errors.ts";
import { acquireLock, createPrivateFile, type ProcessLock } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { createLocalStore, createStoreOver } from "./store.ts";
import { startWriter, type ThreadOptions } from "./writer/remote.ts";

export interface SqliteStoreOptions {
  /** The database file, on a local disk. Made if it is missing, its directory too, for the owner's eyes only. */
  readonly path: string;
  /**
   * Commit on a thread of its own, so that no sync holds up the event loop of the caller, who then shares nothing
   * with it: what a commit changes may be read before its promise resolves.
   */
  readonly writerThread?: boolean | ThreadOptions;
}

/** Open the store and hold it for this process alone, until `close`. Rejects with StoreError. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const driver = await loadDriver();
  try {
    const { path, writerThread = false } = options;
    if (writerThread !== false) return await openWithThread(driver, path, writerThread === true ? {} : writerThread);
    const { connections, shutDown } = openDatabase(driver, path);
    return createLocalStore(connections, shutDown);
  } catch (error) {
    throw asStoreError(error);
  }
}

async function openWithThread(driver: Driver, path: string, options: ThreadOptions): Promise<Store> {
  const writer = await startWriter(path, options);
  try {
    const read = openRead(driver, canonicalPath(path));
    return createStoreOver(read, writer.commit, async () => {
      read.close();
      await writer.close();
    });
  } catch (error) {
    // What kept us from reading is the news, whatever becomes of the thread.
    await writer.close().catch(() => {});
    throw error;
  }
}

export interface OpenDatabase {
  readonly connections: Connections;
  shutDown(): void;
}

export function openDatabase(driver: Driver, givenPath: string): OpenDatabase {
  const { path, write, close } = openForWriting(driver, givenPath);
  try {
    const read = openRead(driver, path);
    const shutDown = (): void => {
      try {
        read.close();
      } finally {
        close();
      }
    };
    return { connections: { write, read }, shutDown };
  } catch (error) {
    close();
    throw error;
  }
}

export interface WritableDatabase {
  readonly path: string;
  /** Migrated, and held for this process alone. */
  readonly write: Database;
  /** Fold the log into the database, and let go of it. */
  close(): void;
}

export function openForWriting(driver: Driver, givenPath: string): WritableDatabase {
  makeDirectory(dirname(givenPath));
  const path = canonicalPath(givenPath);
  const lock = acquireLock(driver, path);
  try {
    createPrivateFile(path);
    const write = openMigrated(driver, path);
    return { path, write, close: () => disconnect(write, lock) };
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

function openMigrated(driver: Driver, path: string): Database {
  const write = openWrite(driver, path);
  try {
    migrate(write);
    requireFullSyncAfterWrite(write);
    return write;
  } catch (error) {
    write.close();
    throw error;
  }
}

/**
 * Folds the log into the database. SQLite would do so as the last connection closes, but that of
 * @photostructure/sqlite stays open in secret until its statements are collected as garbage.
 */
function disconnect(write: Database, lock: ProcessLock): void {
  try {
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
