/** Rows by the million, written by SQL into the database of a server that does not run. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";

interface Filling {
  readonly dataDir: string;
  readonly accountId: string;
  readonly webhookIds: readonly string[];
  readonly deliveries: number;
  /** `pending`: due at once. `succeeded`: with the attempt that delivered it. */
  readonly state: "pending" | "succeeded";
  /** How old the newest is. */
  readonly ageMs?: number;
  readonly progress?: (text: string) => void;
}

/** Rows of one transaction. */
const STEP = 50_000;
const TELL_EVERY = 1_000_000;
const DAYS = 30;

/** One delivery of one event each, spread over the webhooks, and over the last month where they are done. */
export function fill(filling: Filling): void {
  const { dataDir, accountId, webhookIds, deliveries, state, ageMs = 0, progress = () => {} } = filling;

  const database = new DatabaseSync(databaseFile(dataDir));
  try {
    database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144");
    database.exec("CREATE TEMP TABLE hooks (n INTEGER PRIMARY KEY, id TEXT)");
    const addHook = database.prepare("INSERT INTO hooks VALUES (?, ?)");
    for (const [index, id] of webhookIds.entries()) addHook.run(index, id);
    for (let from = 0; from < deliveries; from += STEP) {
      const count = Math.min(STEP, deliveries - from);
      const step = { accountId, hooks: webhookIds.length, from, count, deliveries, state, ageMs };
      database.exec(`BEGIN; ${fillStep(step)}; COMMIT`);
      if (from > 0 && from % TELL_EVERY === 0) progress(`${from.toLocaleString("en-US")} are written`);
    }
  } finally {
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
  }
}

interface Step {
  readonly accountId: string;
  readonly hooks: number;
  readonly from: number;
  readonly count: number;
  readonly deliveries: number;
  readonly state: Filling["state"];
  readonly ageMs: number;
}

function fillStep({ accountId, hooks, from, count, deliveries, state, ageMs }: Step): string {
  const nowMs = Date.now() - ageMs;
  const spanMs = state === "pending" ? 60_000 : DAYS * 86_400_000;
  const rows = `WITH RECURSIVE numbers (n) AS (
    SELECT ${from} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${from + count})`;
  const id = (prefix: string): string => `'${prefix}_fill' || printf('%018d', n)`;
  const createdMs = `${nowMs - spanMs} + CAST(n * ${spanMs / deliveries} AS INTEGER)`;
  const type = `'bench.t' || printf('%02d', n % ${hooks})`;
  const hook = `(SELECT id FROM hooks WHERE hooks.n = numbers.n % ${hooks})`;
  const data = `'{"customer_id":"customer_987654321","score":85,"qualification_type":"hot","triggers":["budget_match"],"note":"${"x".repeat(250)}"}'`;
  const events = `${rows} INSERT INTO events (account_id, id, type, created_ms, warnings, data)
    SELECT '${accountId}', ${id("evt")}, ${type}, ${createdMs}, NULL, CAST(${data} AS BLOB) FROM numbers`;
  const columns = `account_id, id, event_id, event_type, webhook_id, state, created_ms, attempt_count, charged_count,
    next_attempt_ms, last_outcome, last_status, finished_ms`;
  const outcome =
    state === "pending" ? `0, 0, ${nowMs}, NULL, NULL, NULL` : `1, 1, NULL, 'delivered', 200, ${createdMs} + 5`;
  const owed = `${rows} INSERT INTO deliveries (${columns})
    SELECT '${accountId}', ${id("dlv")}, ${id("evt")}, ${type}, ${hook}, ${state === "pending" ? 0 : 1}, ${createdMs}, ${outcome}
    FROM numbers`;
  if (state === "pending") return `${events}; ${owed}`;
  const headers = `'[["x","${"h".repeat(700)}"]]'`;
  return `${events}; ${owed}; ${rows} INSERT INTO attempts (account_id, delivery_id, number, id, outcome, charged, started_ms,
      version, url, total_ms, status, body_bytes, body_truncated, body_incomplete, request_headers, response_headers, response_body)
    SELECT '${accountId}', ${id("dlv")}, 1, ${id("att")}, 'delivered', 1, ${createdMs}, '2024-01-01', 'http://127.0.0.1/', 3.5, 200,
      17, 0, 0, ${headers}, '[]', X'7B7D' FROM numbers`;
}

export function databaseFile(dataDir: string): string {
  return join(dataDir, "callcall.db");
}

export function databaseMib(dataDir: string): number {
  return statSync(databaseFile(dataDir)).size / 1_048_576;
}

const CLAIM = `SELECT id FROM deliveries INDEXED BY deliveries_due
  WHERE account_id = ? AND webhook_id = ? AND state = 0 AND open_attempt_id IS NULL AND next_attempt_ms <= ?
  ORDER BY next_attempt_ms, id LIMIT 256`;
const CLAIMS = 200;

/** How long a lane's read of what is due takes, in microseconds, as a mean over the webhooks. */
export function claimUs(dataDir: string, accountId: string, webhookIds: readonly string[]): number {
  const database = new DatabaseSync(databaseFile(dataDir));
  try {
    const claim = database.prepare(CLAIM);
    const startedMs = performance.now();
    for (let turn = 0; turn < CLAIMS; turn++) {
      claim.all(accountId, webhookIds[turn % webhookIds.length] ?? "", Date.now());
    }
    return ((performance.now() - startedMs) * 1_000) / CLAIMS;
  } finally {
    database.close();
  }
}
