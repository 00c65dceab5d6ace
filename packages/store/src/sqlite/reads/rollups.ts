import type { RollupRange, StatsSubject } from "../../port/stats.ts";
import { type Counts, NO_COUNTS, type Rollup, WIDTH_MS } from "../../stats/rollup.ts";
import { type Database, prepare } from "../driver.ts";
import { PENDING } from "../rows/delivery.ts";
import { ROLLUP_COLUMNS, type RollupRow, rollupRecord, WIDTH_CODES } from "../rows/rollup.ts";

export interface RollupReads {
  rollups(subject: StatsSubject, range: RollupRange): readonly Rollup[];
  totalCounts(subject: StatsSubject): Counts;
  oldestPendingMs(subject: StatsSubject): number | undefined;
}

export function prepareRollupReads(database: Database): RollupReads {
  // One seek for each bucket: between two of a webhook lie those of all the others.
  const range = prepare<RollupRow>(
    database,
    `WITH RECURSIVE buckets (bucket_ms) AS (
       SELECT ?3 WHERE ?3 < ?4 UNION ALL SELECT bucket_ms + ?5 FROM buckets WHERE bucket_ms + ?5 < ?4)
     SELECT ${ROLLUP_COLUMNS} FROM buckets CROSS JOIN rollups
     WHERE account_id = ?1 AND width = ?2 AND start_ms = bucket_ms AND webhook_id = ?6`,
  );
  const total = prepare<RollupRow>(
    database,
    `SELECT ${ROLLUP_COLUMNS} FROM rollups
     WHERE account_id = ? AND width = ${WIDTH_CODES.total} AND start_ms = 0 AND webhook_id = ?`,
  );
  const oldestOfAccount = prepare<{ created_ms: number }>(
    database,
    `SELECT created_ms FROM deliveries INDEXED BY deliveries_by_state
     WHERE account_id = ? AND state = ${PENDING} ORDER BY created_ms LIMIT 1`,
  );
  const oldestOfWebhook = prepare<{ created_ms: number }>(
    database,
    `SELECT created_ms FROM deliveries INDEXED BY deliveries_by_webhook
     WHERE account_id = ? AND webhook_id = ? AND state = ${PENDING} ORDER BY created_ms LIMIT 1`,
  );

  return {
    rollups: ({ accountId, webhookId }, { width, sinceMs, untilMs }) =>
      range.all(accountId, WIDTH_CODES[width], sinceMs, untilMs, WIDTH_MS[width], webhookId ?? "").map(rollupRecord),
    totalCounts({ accountId, webhookId }) {
      const row = total.get(accountId, webhookId ?? "");
      return row === undefined ? NO_COUNTS : rollupRecord(row);
    },
    oldestPendingMs: ({ accountId, webhookId }) =>
      (webhookId === null ? oldestOfAccount.get(accountId) : oldestOfWebhook.get(accountId, webhookId))?.created_ms,
  };
}
