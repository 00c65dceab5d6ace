import type { DeliveryState } from "../../port/records.ts";
import type { ReplayJobReads } from "../../port/replay-jobs.ts";
import { ALL_STATES, FAILED, stateName } from "../../rows/delivery.ts";
import { type ReplayCandidateRow, type ReplayJobRow, replayCandidate, replayJobRecord } from "../../rows/replay-job.ts";
import { type Database, prepare } from "../driver.ts";
import { pageStart } from "./select.ts";
import { prepareStandings } from "./standing.ts";

export function prepareReplayJobReads(database: Database): ReplayJobReads {
  const one = prepare<ReplayJobRow>(database, "SELECT * FROM callcall.replay_jobs WHERE account_id = $1 AND id = $2");
  const list = prepare<ReplayJobRow>(
    database,
    `SELECT * FROM callcall.replay_jobs
     WHERE account_id = $1 AND webhook_id = $2 AND (created_ms, id) < ($3, $4)
     ORDER BY created_ms DESC, id DESC LIMIT $5`,
  );
  const running = prepare<ReplayJobRow>(
    database,
    `SELECT * FROM callcall.replay_jobs
     WHERE status = 'running' ORDER BY account_id, webhook_id`,
  );
  const failed = prepare<ReplayCandidateRow>(
    database,
    `SELECT created_ms, id, event_id, event_type AS type, 0 AS expired FROM callcall.deliveries
     WHERE account_id = $1 AND webhook_id = $2 AND state = ${FAILED} AND (created_ms, id) > ($3, $4) AND created_ms < $5
     ORDER BY created_ms, id LIMIT $6`,
  );
  const events = prepare<ReplayCandidateRow>(
    database,
    `SELECT created_ms, id, id AS event_id, type, expired_bytes IS NOT NULL AS expired FROM callcall.events
     WHERE account_id = $1 AND (created_ms, id) > ($2, $3) AND created_ms < $4
     ORDER BY created_ms, id LIMIT $5`,
  );
  // Of each state its own bound: a job of a million deliveries is not counted to its end.
  const count = prepare<{ state: number; n: number }>(
    database,
    `SELECT state, (SELECT COUNT(*) FROM (
         SELECT 1 FROM callcall.deliveries
         WHERE account_id = $1 AND replay_job_id = $2 AND deliveries.state = states.state LIMIT $3
       ) AS counted) AS n
     FROM unnest($4::smallint[]) AS states (state)`,
  );
  const standings = prepareStandings(database);

  return {
    async replayJob(accountId, jobId) {
      const row = await one.get(accountId, jobId);
      return row === undefined ? undefined : replayJobRecord(row);
    },
    replayJobs: async (accountId, webhookId, page) =>
      (await list.all(accountId, webhookId, ...pageStart(page), page.limit)).map(replayJobRecord),
    runningReplayJobs: async () => (await running.all()).map(replayJobRecord),
    async replayCandidates({ accountId, webhookId, selection, untilMs }, after, limit) {
      if (selection === "failed") {
        const rows = await failed.all(accountId, webhookId, after.ms, after.id, untilMs, limit);
        return rows.map((row) => replayCandidate(row, FAILED));
      }
      const rows = await events.all(accountId, after.ms, after.id, untilMs, limit);
      const eventIds = rows.map((row) => row.event_id);
      const found = await standings(accountId, webhookId, eventIds);
      return rows.map((row) => replayCandidate(row, found.get(row.event_id)?.state));
    },
    async replayedCounts(accountId, jobId, limit) {
      const rows = await count.all(accountId, jobId, limit, ALL_STATES);
      const of = (state: DeliveryState) => rows.find((row) => stateName(row.state) === state)?.n ?? 0;
      return { pending: of("pending"), succeeded: of("succeeded"), failed: of("failed"), cancelled: of("cancelled") };
    },
  };
}
