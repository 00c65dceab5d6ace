import type { RollupRange, StatsSubject } from "../../port/stats.ts";
import { PENDING } from "../../rows/delivery.ts";
import { ROLLUP_COLUMNS, type RollupRow, rollupRecord, WIDTH_CODES } from "../../rows/rollup.ts";
import { sumsOf } from "../../rows/rollup-log.ts";
import { additionsOf, pendingWith, rollupsWith, totalWith } from "../../stats/recent.ts";
import { type Addition, type Counts, type Rollup, WIDTH_MS, widenSums } from "../../stats/rollup.ts";
import { type Database, inOneState, prepare } from "../driver.ts";
import { rangesByState } from "./ranges.ts";

export interface RollupReads {
  rollups(subject: StatsSubject, range: RollupRange): readonly Rollup[];
  totalCounts(subject: StatsSubject): Counts;
  oldestPendingMs(subject: StatsSubject): number | undefined;
  pendingDeliveries(): number;
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
    `${rangesByState("created_ms", "account_id = ?1", [PENDING], false).join(" UNION ALL ")} ORDER BY created_ms LIMIT 1`,
  );
  const oldestOfWebhook = prepare<{ created_ms: number }>(
    database,
    `${rangesByState("created_ms", "account_id = ?1 AND webhook_id = ?2", [PENDING], true).join(" UNION ALL ")}
     ORDER BY created_ms LIMIT 1`,
  );

  const logged = prepare<{ sums: string }>(database, "SELECT sums FROM rollup_log ORDER BY id");
  const dataVersion = prepare<{ data_version: number }>(database, "PRAGMA data_version");
  let recent: { readonly version: number | undefined; readonly additions: readonly Addition[] } | undefined;

  /** What is logged and not yet added to the figures. A list of a thousand webhooks asks for it a thousand times. */
  function unfolded(): readonly Addition[] {
    const version = dataVersion.get()?.data_version;
    if (recent === undefined || recent.version !== version) {
      recent = { version, additions: widenSums(logged.all().flatMap((row) => sumsOf(row.sums))) };
    }
    return recent.additions;
  }

  function rollupsIn(subject: StatsSubject, wanted: RollupRange): readonly Rollup[] {
    const { accountId, webhookId } = subject;
    const { width, sinceMs, untilMs } = wanted;
    const rows = range.all(accountId, WIDTH_CODES[width], sinceMs, untilMs, WIDTH_MS[width], webhookId ?? "");
    return rollupsWith(rows.map(rollupRecord), additionsOf(unfolded(), subject), wanted);
  }

  function totalOf(subject: StatsSubject): Counts {
    const row = total.get(subject.accountId, subject.webhookId ?? "");
    return totalWith(row === undefined ? undefined : rollupRecord(row), additionsOf(unfolded(), subject));
  }

  // The totals of accounts as a whole are told apart in the index: those of webhooks are passed over there.
  const pending = prepare<{ pending: number | null }>(
    database,
    `SELECT SUM(created + reopened - succeeded - exhausted - cancelled) AS pending
     FROM rollups INDEXED BY rollups_oldest WHERE width = ${WIDTH_CODES.total} AND start_ms = 0 AND webhook_id = ''`,
  );

  return {
    rollups: (subject, wanted) => inOneState(database, () => rollupsIn(subject, wanted)),
    totalCounts: (subject) => inOneState(database, () => totalOf(subject)),
    oldestPendingMs: ({ accountId, webhookId }) =>
      (webhookId === null ? oldestOfAccount.get(accountId) : oldestOfWebhook.get(accountId, webhookId))?.created_ms,
    pendingDeliveries: () => inOneState(database, () => pendingWith(pending.get()?.pending ?? 0, unfolded())),
  };
}
