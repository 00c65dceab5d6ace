/** Connections to the server, and what is true of each before it is used. */
import { Client, Pool } from "pg";
import { StoreError } from "../port/store.ts";
import { type Database, type Query, type Result, TYPES } from "./driver.ts";
import { asStoreError } from "./errors.ts";

export interface ConnectionOptions {
  /** `postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=…` */
  readonly url: string;
  /** Tells the connections of one node apart from all others. */
  readonly applicationName: string;
}

export interface Link extends Database {
  /** False once the connection is lost: it does not come back. */
  isAlive(): boolean;
  /**
   * A pooler in transaction mode stands between: each transaction may go to another session, so nothing may be left
   * in one, neither a setting nor a lock nor a prepared statement.
   */
  readonly isPooled: boolean;
  /** A script without parameters. */
  script(sql: string): Promise<void>;
  /** What the server warns of, e.g. that it did not wait for its standby. */
  onNotice(listener: (message: string) => void): void;
  end(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** A connection that says nothing for so long is asked whether it lives, every so often, by the system. */
const KEEP_ALIVE_AFTER_MS = 10_000;
/** Reads that run at once; further ones wait for a connection. The writer has its own. */
const READ_CONNECTIONS = 8;
/** No read may take longer: lists look at a bounded number of rows. */
const READ_TIMEOUT_MS = 30_000;
/** The oldest server that has all that is used here. */
const OLDEST_SERVER = 120_000;

function settings({ url, applicationName }: ConnectionOptions) {
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    types: TYPES,
    // Statements of one transaction go out together: a round trip for all of them.
    pipeline: true,
  };
}

/** Connect for writing. Rejects with StoreError. */
export async function connect(options: ConnectionOptions): Promise<Link> {
  const client = new Client(settings(options));
  let alive = true;
  // Without a listener a lost connection would end the process.
  client.on("error", () => {
    alive = false;
  });
  client.on("end", () => {
    alive = false;
  });
  try {
    await client.connect();
    const { rows } = await client.query(
      `SELECT pg_backend_pid() AS pid, current_setting('server_version_num')::int AS version,
         current_setting('fsync') AS fsync`,
    );
    const { pid, version, fsync } = rows[0] as { pid: number; version: number; fsync: string };
    requireServer(version, fsync);
    // What a pooler tells of a session is its own invention.
    const isPooled = "processID" in client && client.processID !== pid;
    return {
      isPooled,
      isAlive: () => alive,
      query: (query) => send(client, query, !isPooled),
      script: async (sql) => void (await client.query(sql)),
      onNotice: (listener) => void client.on("notice", ({ message }) => listener(message ?? "")),
      end: async () => {
        alive = false;
        await client.end();
      },
    };
  } catch (error) {
    // Already gone, as likely as not.
    client.end().catch(() => {});
    throw asStoreError(error);
  }
}

function requireServer(version: number, fsync: string): void {
  if (version < OLDEST_SERVER) {
    throw new StoreError(
      "incompatible",
      `Cannot use PostgreSQL ${Math.floor(version / 10_000)}: 12 or newer is needed`,
    );
  }
  if (fsync !== "on") {
    throw new StoreError(
      "incompatible",
      "Cannot keep commits durable as the server runs with fsync = off: set it to on",
    );
  }
}

export interface ReadPool extends Database {
  /** Several reads of one state: commits that happen in between are not seen. */
  inOneState<Value>(read: (database: Database) => Promise<Value>): Promise<Value>;
  end(): Promise<void>;
}

/** The connections that read. They are made as they are needed, and again when they are lost. */
export function createReadPool(options: ConnectionOptions, isPooled: boolean): ReadPool {
  const pool = new Pool({ ...settings(options), max: READ_CONNECTIONS, query_timeout: READ_TIMEOUT_MS });
  // An idle connection that is lost is no news: the next read makes another.
  pool.on("error", () => {});
  return {
    query: (query) => send(pool, query, !isPooled),
    async inOneState(read) {
      const client = await pool.connect();
      let failure: unknown;
      try {
        const begun = client.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        const [value] = await Promise.all([read({ query: (query) => send(client, query, !isPooled) }), begun]);
        await client.query("COMMIT");
        return value;
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        // After a failure the transaction is still open: the connection goes with it.
        client.release(failure !== undefined);
      }
    },
    end: () => pool.end(),
  };
}

interface Queryable {
  query(config: { name?: string; text: string; values: unknown[] }): Promise<{
    readonly rows: unknown[];
    readonly rowCount: number | null;
  }>;
}

async function send(client: Queryable, { sql, values, name }: Query, named: boolean): Promise<Result> {
  const config = { text: sql, values: [...values] };
  const { rows, rowCount } = await client.query(named && name !== null ? { ...config, name } : config);
  return { rows, count: rowCount ?? 0 };
}
