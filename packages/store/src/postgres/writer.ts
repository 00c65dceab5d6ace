/**
 * The one connection that writes: reserved, so that no flood of reads keeps a commit waiting, and made again when it
 * is lost. A node is known by its row in `nodes`. Each transaction writes its own number there: so it changes nothing
 * once the row is gone, because another node took over; and whoever lost the answer to a COMMIT can ask.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "../port/store.ts";
import { type ConnectionOptions, connect, type Link } from "./connection.ts";
import { type Database, prepare } from "./driver.ts";
import { isRefusal, storeError, storeFailure } from "./errors.ts";

export interface Writer {
  /** For statements within a transaction. */
  readonly database: Database;
  /** Run it in a transaction and commit. Rejects when nothing was written, or with `ambiguous` when that is not known. */
  transact<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Resolves when this node holds the database. */
  open(prepareSchema: (link: Link) => Promise<void>): Promise<{ readonly isPooled: boolean }>;
  close(): Promise<void>;
}

export interface WriterTimes {
  /** How long a commit waits for a connection before it is `unavailable`. */
  readonly reconnectMs: number;
  /** How long the outcome of a COMMIT is asked for. */
  readonly askMs: number;
}

export const WRITER_TIMES: WriterTimes = { reconnectMs: 5_000, askMs: 15_000 };

/** Locks held for a statement's time, and a client that died between two statements, hold up nobody for longer. */
const STATEMENT_TIMEOUT_MS = 60_000;
const LOCK_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;
const BACKOFF_MS = 50;
const BACKOFF_MAX_MS = 1_000;
/** Of the session that holds the database: "call" and "one" in ASCII. */
const HOLD = "1667329132, 7302757";

/**
 * Settings of each transaction, as a pooler keeps none of the session. `synchronous_commit`: where it was set to
 * less, an acknowledged event could be lost with the server's memory.
 */
const BEGIN = `BEGIN;
  SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS};
  SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS};
  SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS};
  SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') IN ('off', 'local')`;

/** A COMMIT that a timeout cancels while it waits for a standby would answer as if the standby had it. */
const COMMIT = "SET LOCAL statement_timeout = 0; COMMIT";
const NOT_REPLICATED = /canceling (?:the )?wait for synchronous replication/;

export function createWriter(options: ConnectionOptions, times: WriterTimes): Writer {
  const node = randomUUID();
  let link: Link | undefined;
  let warned = false;
  let commitId = 0;

  const database: Database = {
    query: (query) => {
      if (link === undefined) throw new StoreError("unavailable", "the database is not connected");
      return link.query(query);
    },
  };
  const mark = prepare(database, "UPDATE callcall.nodes SET commit_id = $2 WHERE id = $1");
  const ask = prepare<{ commit_id: number }>(
    database,
    "UPDATE callcall.nodes SET asked = asked + 1 WHERE id = $1 RETURNING commit_id",
  );

  async function connectOnce(): Promise<Link> {
    const fresh = await connect(options);
    fresh.onNotice((message) => {
      if (NOT_REPLICATED.test(message)) warned = true;
    });
    return fresh;
  }

  /** The connection, made again until `withinMs` have passed. */
  async function connected(withinMs: number): Promise<Link> {
    if (link?.isAlive()) return link;
    link = undefined;
    const start = performance.now();
    for (let pauseMs = BACKOFF_MS; ; pauseMs = Math.min(2 * pauseMs, BACKOFF_MAX_MS)) {
      try {
        const fresh = await connectOnce();
        link = fresh;
        if (!fresh.isPooled) await holdAgain(fresh);
        return fresh;
      } catch (error) {
        if (storeFailure(error) !== "unavailable" || performance.now() - start + pauseMs > withinMs) throw error;
      }
      await delay(pauseMs);
    }
  }

  /** Our own session of before may not know yet that nobody is there any more. */
  async function holdAgain(fresh: Link): Promise<void> {
    if (await tryHold(fresh)) return;
    await fresh.query({
      sql: "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()",
      values: [options.applicationName],
      name: null,
    });
    if (await tryHold(fresh)) return;
    throw new StoreError("unavailable", "the session of before still holds the database");
  }

  async function tryHold(fresh: Link): Promise<boolean> {
    const sql = `SELECT pg_try_advisory_lock(${HOLD}) AS held`;
    const { rows } = await fresh.query({ sql, values: [], name: null });
    return (rows[0] as { held: number }).held === 1;
  }

  async function transact<Value>(work: () => Promise<Value>): Promise<Value> {
    const { script } = await connected(times.reconnectMs);
    warned = false;
    commitId += 1;
    const begun = script(BEGIN);
    const marked = mark.run(node, commitId);
    try {
      const [value, { changes }] = await Promise.all([work(), marked, begun]);
      if (changes === 0) throw new StoreError("locked", "another node has taken the database over");
      await finish();
      return value;
    } catch (error) {
      await rollback();
      throw error;
    }
  }

  async function rollback(): Promise<void> {
    if (link?.isAlive() !== true) return;
    // Where even that fails the connection is gone, and the transaction with it.
    await link.script("ROLLBACK").catch(() => void link?.end().catch(() => {}));
  }

  async function finish(): Promise<void> {
    const committing = link;
    if (committing === undefined) throw new StoreError("unavailable", "the database is not connected");
    try {
      await committing.script(COMMIT);
      if (!warned) return;
    } catch (error) {
      if (isRefusal(error)) throw error;
      await learnOutcome(error);
      return;
    }
    // Committed here, and perhaps nowhere else yet: what is written next waits for both.
    await learnOutcome(new Error("the server did not wait for its standby"));
  }

  /**
   * Whether the COMMIT took effect whose answer was lost. The question is itself a write of the same row: it waits
   * for the lost transaction to end, and its own commit for the standby to have both.
   */
  async function learnOutcome(cause: unknown): Promise<void> {
    const start = performance.now();
    for (;;) {
      const leftMs = times.askMs - (performance.now() - start);
      if (leftMs <= 0) throw storeError("ambiguous", cause);
      try {
        const { script } = await connected(leftMs);
        warned = false;
        await script(BEGIN);
        const row = await ask.get(node);
        await script(COMMIT);
        if (warned) continue;
        if (row?.commit_id === commitId) return;
      } catch (error) {
        const reason = storeFailure(error);
        if (reason !== "unavailable" && reason !== "full") throw storeError("ambiguous", error);
        await rollback();
        await delay(BACKOFF_MS);
        continue;
      }
      throw storeError("unavailable", cause);
    }
  }

  return {
    database,
    transact: serially(transact),
    async open(prepareSchema) {
      const fresh = await connectOnce();
      link = fresh;
      try {
        if (!fresh.isPooled && !(await tryHold(fresh))) {
          throw new StoreError(
            "locked",
            "Cannot open the database as another CallCall node is connected to it: one node at a time for now",
          );
        }
        await prepareSchema(fresh);
        // Whoever held it before may still believe so.
        await fresh.query({ sql: "DELETE FROM callcall.nodes", values: [], name: null });
        await fresh.query({
          sql: "INSERT INTO callcall.nodes (id, commit_id, asked, started_ms) VALUES ($1, 0, 0, extract(epoch FROM now()) * 1000)",
          values: [node],
          name: null,
        });
        return { isPooled: fresh.isPooled };
      } catch (error) {
        await fresh.end().catch(() => {});
        throw error;
      }
    },
    close: async () => void (await link?.end()),
  };
}

/** One at a time, in the order of the calls. */
function serially<Value>(
  run: <Inner extends Value>(work: () => Promise<Inner>) => Promise<Inner>,
): <Inner extends Value>(work: () => Promise<Inner>) => Promise<Inner> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(() => run(work));
    last = result.catch(() => {});
    return result;
  };
}
