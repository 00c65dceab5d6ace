/** The two connections of a store, and what is true of each before it is used. */
import { StoreError } from "../port/store.ts";
import { type Database, type Driver, prepare } from "./driver.ts";

export interface Connections {
  /** The only one that writes. */
  readonly write: Database;
  /** Sees each commit from the moment it returns; refuses to write. */
  readonly read: Database;
}

/** Marks a file as a CallCall store: "call" in ASCII. */
export const APPLICATION_ID = 0x63616c6c;

const SYNCHRONOUS_FULL = 2;

/**
 * Per connection. `synchronous`: FULL syncs the WAL in each commit; NORMAL, which a build may fall back to
 * once the file is in WAL mode, syncs only at checkpoints and loses acknowledged events on power loss.
 * `fullfsync`: on macOS alone, where a plain fsync stops at the drive's cache.
 * `busy_timeout`: nothing of ours contends; a backup or a shell beside us may hold the file for a moment.
 * `cache_size`: 64 MiB holds the growing ends of the indexes of thousands of webhooks; the default of 2 MiB
 * rereads them in every commit. `secure_delete = FAST`: a deleted secret is zeroed where its page is written
 * anyway. `trusted_schema`: a doctored file cannot run functions through its views and triggers.
 */
const SETTINGS = `
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA foreign_keys = ON;
  PRAGMA busy_timeout = 5000;
  PRAGMA cache_size = -65536;
  PRAGMA secure_delete = FAST;
  PRAGMA temp_store = MEMORY;
  PRAGMA trusted_schema = OFF;
`;

/** A log that a burst has made longer is cut to this when it is begun anew. */
export const JOURNAL_SIZE_LIMIT_BYTES: number = 64 * 1024 * 1024;

/**
 * `wal_autocheckpoint`: off, since its errors are told to nobody; see `checkpoint.ts`. `journal_size_limit`: give the
 * disk back what a burst took.
 */
const WRITE_SETTINGS = `
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA journal_size_limit = ${JOURNAL_SIZE_LIMIT_BYTES};
`;

export function openWrite(driver: Driver, path: string): Database {
  const database = driver.open(path);
  try {
    database.exec(SETTINGS);
    refuseForeignFile(database, path);
    // Before the file's first page is written: afterwards only a VACUUM would change it.
    database.exec("PRAGMA auto_vacuum = INCREMENTAL");
    const mode = prepare<{ journal_mode: string }>(database, "PRAGMA journal_mode = WAL").get()?.journal_mode;
    if (mode !== "wal") {
      throw new StoreError(
        "incompatible",
        `Cannot open ${path} as its file system has no shared memory for a WAL: use a local disk`,
      );
    }
    database.exec(WRITE_SETTINGS);
    // Before the first table: a process killed while it makes the schema leaves a file that is known as ours.
    mark(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export function openRead(driver: Driver, path: string): Database {
  const database = driver.open(path);
  try {
    database.exec(SETTINGS);
    database.exec("PRAGMA query_only = ON");
    requireFullSync(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Write, then read the setting back. Both halves matter: a build with DEFAULT_WAL_SYNCHRONOUS=1 answers FULL
 * until the first write and NORMAL from then on. Setting the pragma, as above, should prevent that.
 */
export function requireFullSyncAfterWrite(database: Database): void {
  mark(database);
  requireFullSync(database);
}

function mark(database: Database): void {
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
}

function requireFullSync(database: Database): void {
  const synchronous = prepare<{ synchronous: number }>(database, "PRAGMA synchronous").get()?.synchronous;
  if (synchronous !== SYNCHRONOUS_FULL) {
    throw new StoreError(
      "incompatible",
      `Cannot keep commits durable as SQLite set synchronous to ${synchronous}: 2 is needed`,
    );
  }
}

/** Another program's database is left untouched, down to its journal mode. */
function refuseForeignFile(database: Database, path: string): void {
  const id = prepare<{ application_id: number }>(database, "PRAGMA application_id").get()?.application_id;
  if (id === APPLICATION_ID || (id === 0 && isHalfMade(database))) return;
  throw new StoreError("incompatible", `Cannot open ${path} as it is another program's database`);
}

/**
 * Without a mark a file is ours only where it is empty, or where it holds our table of migrations, which could
 * once be there before the mark. Others have a table of that name, too: its columns tell whose it is, and
 * the migrations verify its rows.
 */
function isHalfMade(database: Database): boolean {
  const tables = prepare<{ n: number }>(database, "SELECT COUNT(*) AS n FROM sqlite_schema").get()?.n;
  if (tables === 0) return true;
  const columns = prepare<{ name: string }>(database, "PRAGMA table_info(schema_migrations)").all();
  return columns.map(({ name }) => name).join() === "version,name,checksum,applied_ms";
}
