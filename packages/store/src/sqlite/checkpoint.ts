/**
 * Folding the log back into the database by our own hand. SQLite's automatic checkpoint keeps its errors to itself: a
 * sync of the log or of the database that failed in one would be followed by acknowledgements, as if nothing had been.
 */
import { type Database, prepare } from "./driver.ts";
import { storeFailure } from "./errors.ts";

/**
 * Pages of the log that call for it: 16 MiB rather than SQLite's 4, since a page that is written in many commits is
 * copied back once.
 */
const LOG_PAGES = 4_000;

interface LogState {
  readonly log: number;
  readonly checkpointed: number;
}

/** To be called after a commit; tells whether it moved anything. @throws where the disk refused to read, write or sync; nothing that was committed is lost by it */
export function prepareCheckpoint(database: Database, logPages: number = LOG_PAGES): () => boolean {
  // NOOP moves nothing and tells how long the log is.
  const look = prepare<LogState>(database, "PRAGMA wal_checkpoint(NOOP)");
  const fold = prepare<LogState>(database, "PRAGMA wal_checkpoint(PASSIVE)");
  return () => {
    const { log = 0, checkpointed = 0 } = look.get() ?? {};
    if (log - checkpointed < logPages) return false;
    try {
      fold.get();
    } catch (error) {
      // A full disk has no room for what the database grows by. The log keeps everything, and the next commit tries again.
      if (storeFailure(error) !== "full") throw error;
    }
    return true;
  };
}
