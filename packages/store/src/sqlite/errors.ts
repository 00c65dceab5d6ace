/** What a failed statement means for those who wait for the commit. */
import { describeFailure, type Messages, translateFailure } from "../failures.ts";
import { StoreError, type StoreErrorReason } from "../port/store.ts";

/** Primary result codes of SQLite that say something of the world, rather than of the statement. */
const REASONS: ReadonlyMap<number, StoreErrorReason> = new Map([
  [5, "unavailable"], // BUSY: another program (a backup, a shell) holds the file
  [6, "unavailable"], // LOCKED
  [7, "unavailable"], // NOMEM
  [8, "io"], // READONLY: the file system was remounted, or the file replaced
  [10, "io"], // IOERR
  [11, "io"], // CORRUPT
  [13, "full"], // FULL
  [14, "io"], // CANTOPEN: the directory is gone, or no file descriptor is left
  [26, "incompatible"], // NOTADB
]);

const MESSAGES: Messages = {
  locked: "another process holds the data",
  full: "no space is left for the database",
  io: "the disk refused to read, write or sync the database",
  unavailable: "the database is briefly unavailable",
  ambiguous: "the commit failed half-way and may have taken effect",
  incompatible: "the file is not a CallCall database",
};

/** SQLite's primary result code, where the driver gave one. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  return error.errcode & 0xff;
}

/**
 * The reason, where the failure concerns the whole store; undefined where it concerns the one statement
 * (a constraint, a value of the wrong type), which is a bug in whoever made the command.
 */
export function storeFailure(error: unknown): StoreErrorReason | undefined {
  if (error instanceof StoreError) return error.reason;
  return REASONS.get(primaryCode(error) ?? -1);
}

export function storeError(reason: StoreErrorReason, cause: unknown): StoreError {
  return describeFailure(MESSAGES, reason, cause);
}

export function asStoreError(error: unknown): unknown {
  return translateFailure(MESSAGES, storeFailure, error);
}
