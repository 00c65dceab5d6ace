import type { RollupRange, StatsReads, StatsSubject } from "../../port/stats.ts";
import { PENDING } from "../../rows/delivery.ts";
import { ROLLUP_COLUMNS, type RollupRow, rollupRecord, WIDTH_CODES } from "../../rows/rollup.ts";
import { sumsOf } from "../../rows/rollup-log.ts";
import { additionsOf, pendingWith, rollupsWith, totalWith } from "../../stats/recent.ts";
import { type Addition, type Rollup, WIDTH_MS, widenSums } from "../../stats/rollup.ts";
import type { ReadPool } from "../connection.ts";
import { type Database, prepare } from "../driver.ts";

export function prepareRollupReads(pool: ReadPool): StatsReads {
  const oldestOfAccount = prepare<{ created_ms: number }>(
    pool,
    `SELECT created_ms FROM callcall.deliveries
     WHERE account_id = $1 AND state = ${PENDING} ORDER BY created_ms LIMIT 1`,
  );
  const oldestOfWebhook = prepare<{ created_ms: number }>(
    pool,
    `SELECT created_ms FROM callcall.deliveries
     WHERE account_id = $1 AND webhook_id = $2 AND state = ${PENDING} ORDER BY created_ms LIMIT 1`,
  );
  const recentOf = prepareRecent();

  return {
    rollups: (subject, range) =>
      pool.inOneState(async (database) => {
        const [stored, recent] = await Promise.all([storedIn(database, subject, range), recentOf(database)]);
        return rollupsWith(stored, additionsOf(recent, subject), range);
      }),
    totalCounts: (subject) =>
      pool.inOneState(async (database) => {
        const [stored, recent] = await Promise.all([storedTotal(database, subject), recentOf(database)]);
        return totalWith(stored, additionsOf(recent, subject));
      }),
    async oldestPendingMs({ accountId, webhookId }) {
      const oldest = webhookId === null ? oldestOfAccount.get(accountId) : oldestOfWebhook.get(accountId, webhookId);
      return (await oldest)?.created_ms;
    },
    pendingDeliveries: () =>
      pool.inOneState(async (database) => {
        const [stored, recent] = await Promise.all([storedPending(database), recentOf(database)]);
        return pendingWith(stored, recent);
      }),
  };
}

/** What is logged and not yet added to the figures. A list of a thousand webhooks asks for it a thousand times. */
function prepareRecent(): (database: Database) => Promise<readonly Addition[]> {
  let known: { readonly version: string; readonly additions: readonly Addition[] } | undefined;
  return async (database) => {
    // Rows are only added, and all removed at once: the ends say which are there.
    const ends = prepare<{ first: number | null; last: number | null }>(
      database,
      "SELECT MIN(id) AS first, MAX(id) AS last FROM callcall.rollup_log",
    );
    const { first = null, last = null } = (await ends.get()) ?? {};
    const version = `${first}-${last}`;
    if (known?.version === version) return known.additions;
    const logged = prepare<{ sums: string }>(database, "SELECT sums FROM callcall.rollup_log ORDER BY id");
    const additions = widenSums((await logged.all()).flatMap((row) => sumsOf(row.sums)));
    known = { version, additions };
    return additions;
  };
}

async function storedIn(
  database: Database,
  { accountId, webhookId }: StatsSubject,
  { width, sinceMs, untilMs }: RollupRange,
): Promise<readonly Rollup[]> {
  // One seek for each bucket: between two of a webhook lie those of all the others.
  const range = prepare<RollupRow>(
    database,
    `SELECT ${ROLLUP_COLUMNS} FROM generate_series($3::bigint, $4::bigint - 1, $5::bigint) AS buckets (bucket_ms)
     JOIN callcall.rollups ON account_id = $1 AND width = $2 AND start_ms = bucket_ms AND webhook_id = $6`,
  );
  const rows = await range.all(accountId, WIDTH_CODES[width], sinceMs, untilMs, WIDTH_MS[width], webhookId ?? "");
  return rows.map(rollupRecord);
}

async function storedTotal(database: Database, { accountId, webhookId }: StatsSubject): Promise<Rollup | undefined> {
  const total = prepare<RollupRow>(
    database,
    `SELECT ${ROLLUP_COLUMNS} FROM callcall.rollups
     WHERE account_id = $1 AND width = ${WIDTH_CODES.total} AND start_ms = 0 AND webhook_id = $2`,
  );
  const row = await total.get(accountId, webhookId ?? "");
  return row === undefined ? undefined : rollupRecord(row);
}

async function storedPending(database: Database): Promise<number> {
  // The totals of accounts as a whole have an index of their own.
  const pending = prepare<{ pending: number | null }>(
    database,
    `SELECT SUM(created + reopened - succeeded - exhausted - cancelled) AS pending
     FROM callcall.rollups WHERE width = ${WIDTH_CODES.total} AND webhook_id = ''`,
  );
  return (await pending.get())?.pending ?? 0;
}
