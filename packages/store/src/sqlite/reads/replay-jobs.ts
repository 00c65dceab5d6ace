import type { ReplayCandidate, ReplayJobRecord, ReplayWindow } from "../../port/replay-jobs.ts";
import type { Page, Position, StateCounts } from "../../port/store.ts";
import { ALL_STATES, FAILED } from "../../rows/delivery.ts";
import { type ReplayCandidateRow, type ReplayJobRow, replayCandidate, replayJobRecord } from "../../rows/replay-job.ts";
import { type Database, prepare } from "../driver.ts";
import { pageStart } from "./select.ts";
import { prepareStandings } from "./standing.ts";

export interface ReplayJobReads {
  replayJob(accountId: string, jobId: string): ReplayJobRecord | undefined;
  replayJobs(accountId: string, webhookId: string, page: Page): readonly ReplayJobRecord[];
  runningReplayJobs(): readonly ReplayJobRecord[];
  replayCandidates(window: ReplayWindow, after: Position, limit: number): readonly ReplayCandidate[];
  replayedCounts(accountId: string, jobId: string, limit: number): StateCounts;
}

export function prepareReplayJobReads(database: Database): ReplayJobReads {
  const one = prepare<ReplayJobRow>(database, "SELECT * FROM replay_jobs WHERE account_id = ? AND id = ?");
  const list = prepare<ReplayJobRow>(
    database,
    `SELECT * FROM replay_jobs INDEXED BY replay_jobs_by_webhook
     WHERE account_id = ? AND webhook_id = ? AND (created_ms, id) < (?, ?)
     ORDER BY created_ms DESC, id DESC LIMIT ?`,
  );
  const running = prepare<ReplayJobRow>(
    database,
    `SELECT * FROM replay_jobs INDEXED BY replay_jobs_running
     WHERE status = 'running' ORDER BY account_id, webhook_id`,
  );
  const failed = prepare<ReplayCandidateRow>(
    database,
    `SELECT created_ms, id, event_id, event_type AS type, 0 AS expired FROM deliveries INDEXED BY deliveries_by_webhook
     WHERE account_id = ? AND webhook_id = ? AND state = ${FAILED} AND open_attempt_id IS NULL AND (created_ms, id) > (?, ?) AND created_ms < ?
     ORDER BY created_ms, id LIMIT ?`,
  );
  const events = prepare<ReplayCandidateRow>(
    database,
    `SELECT created_ms, id, id AS event_id, type, expired_bytes IS NOT NULL AS expired FROM events INDEXED BY events_newest
     WHERE account_id = ? AND (created_ms, id) > (?, ?) AND created_ms < ?
     ORDER BY created_ms, id LIMIT ?`,
  );
  const counts = ALL_STATES.map((state) =>
    prepare<{ n: number }>(
      database,
      `SELECT COUNT(*) AS n FROM (SELECT 1 FROM deliveries INDEXED BY deliveries_replayed
         WHERE account_id = ? AND replay_job_id = ? AND state = ${state} LIMIT ?) AS counted`,
    ),
  );
  const standings = prepareStandings(database);

  return {
    replayJob(accountId, jobId) {
      const row = one.get(accountId, jobId);
      return row === undefined ? undefined : replayJobRecord(row);
    },
    replayJobs: (accountId, webhookId, page) =>
      list.all(accountId, webhookId, ...pageStart(page), page.limit).map(replayJobRecord),
    runningReplayJobs: () => running.all().map(replayJobRecord),
    replayCandidates({ accountId, webhookId, selection, untilMs }, after, limit) {
      if (selection === "failed") {
        return failed
          .all(accountId, webhookId, after.ms, after.id, untilMs, limit)
          .map((row) => replayCandidate(row, FAILED));
      }
      const rows = events.all(accountId, after.ms, after.id, untilMs, limit);
      const found = standings(
        accountId,
        webhookId,
        rows.map((row) => ({ eventId: row.event_id, createdMs: row.created_ms })),
      );
      return rows.map((row) => replayCandidate(row, found.get(row.event_id)?.state));
    },
    replayedCounts(accountId, jobId, limit) {
      const [pending = 0, succeeded = 0, failed = 0, cancelled = 0] = counts.map(
        (count) => count.get(accountId, jobId, limit)?.n ?? 0,
      );
      return { pending, succeeded, failed, cancelled };
    },
  };
}
