import type {
  AdvanceReplayJob,
  AdvanceReplayJobResult,
  CreateReplayJob,
  CreateReplayJobResult,
  EndReplayJob,
  EndReplayJobResult,
  ReplayedEvent,
  ReplayJobRecord,
} from "../../port/replay-jobs.ts";
import { REPLAY_JOB_COLUMNS, type ReplayJobRow, replayJobRecord, replayJobValues } from "../../rows/replay-job.ts";
import { isWanted } from "../../rows/standing.ts";
import { type Database, prepare } from "../driver.ts";
import { prepareStandings } from "../reads/standing.ts";
import type { AppendAudit } from "./audit.ts";
import { prepareOwe } from "./owe.ts";
import type { Rollups } from "./rollups.ts";

export interface ReplayJobCommands {
  create(command: CreateReplayJob): CreateReplayJobResult;
  advance(command: AdvanceReplayJob): AdvanceReplayJobResult;
  end(command: EndReplayJob): EndReplayJobResult;
}

export function prepareReplayJobs(database: Database, appendAudit: AppendAudit, rollups: Rollups): ReplayJobCommands {
  const webhook = prepare<{ status: string }>(
    database,
    "SELECT status FROM webhooks WHERE account_id = ? AND id = ? AND deleted_ms IS NULL",
  );
  const running = prepare<{ id: string; webhook_id: string }>(
    database,
    `SELECT id, webhook_id FROM replay_jobs INDEXED BY replay_jobs_running
     WHERE account_id = ? AND status = 'running'`,
  );
  const insert = prepare(
    database,
    `INSERT INTO replay_jobs (${REPLAY_JOB_COLUMNS.join(", ")}) VALUES (${REPLAY_JOB_COLUMNS.map(() => "?").join(", ")})`,
  );
  const prune = prepare(
    database,
    `DELETE FROM replay_jobs WHERE account_id = ?1 AND id IN (
       SELECT id FROM replay_jobs INDEXED BY replay_jobs_by_webhook
       WHERE account_id = ?1 AND webhook_id = ?2 AND status <> 'running'
       ORDER BY created_ms DESC, id DESC LIMIT -1 OFFSET ?3)`,
  );
  const find = prepare<ReplayJobRow>(database, "SELECT * FROM replay_jobs WHERE account_id = ? AND id = ?");
  const update = prepare(
    database,
    `UPDATE replay_jobs SET status = ?3, failure = ?4, cursor_ms = ?5, cursor_id = ?6, examined = ?7, replayed = ?8,
       skipped = ?9, updated_ms = ?10, finished_ms = ?11
     WHERE account_id = ?1 AND id = ?2`,
  );
  const standings = prepareStandings(database);
  const owe = prepareOwe(database);

  function save(job: ReplayJobRecord): ReplayJobRecord {
    const { accountId, id, status, failure, cursor, examined, replayed, skipped, updatedMs, finishedMs } = job;
    const counts = [examined, replayed, skipped] as const;
    update.run(accountId, id, status, failure, cursor.ms, cursor.id, ...counts, updatedMs, finishedMs);
    return job;
  }

  /** How many of these deliveries are due now; the others were not as they had been chosen. */
  function makeDue({ accountId, id: jobId, webhookId, selection }: ReplayJobRecord, command: AdvanceReplayJob): number {
    const { nowMs } = command;
    const counts = { created: 0, reopened: 0 };
    for (const group of byInstant(command.events)) {
      const found = standings(accountId, webhookId, group);
      for (const { eventId, deliveryId } of group) {
        const earlier = found.get(eventId);
        if (!isWanted(selection, earlier)) continue;
        const event = owe.event(accountId, eventId);
        if (event === undefined || event.payloadExpired === 1) continue;
        if (earlier !== undefined) {
          owe.makeDue({ accountId, deliveryId: earlier.id, nowMs, jobId });
          counts.reopened += 1;
          continue;
        }
        owe.insert({ accountId, deliveryId, nowMs, jobId }, webhookId, event);
        counts.created += 1;
      }
    }
    const due = counts.created + counts.reopened;
    if (due > 0) rollups.note({ accountId, webhookId, atMs: nowMs, counts });
    return due;
  }

  return {
    create({ job, limit, keep, audit }) {
      const { accountId, webhookId } = job;
      const target = webhook.get(accountId, webhookId);
      if (target === undefined) return { kind: "webhook_not_found" };
      if (target.status !== "enabled") return { kind: "webhook_disabled" };
      const others = running.all(accountId);
      const earlier = others.find((other) => other.webhook_id === webhookId);
      if (earlier !== undefined) return { kind: "already_running", jobId: earlier.id };
      if (others.length >= limit) return { kind: "limit_reached" };
      insert.run(...replayJobValues(job));
      prune.run(accountId, webhookId, keep);
      appendAudit(audit);
      return { kind: "created" };
    },
    advance(command) {
      const { accountId, jobId, from, to, completed, nowMs } = command;
      const row = find.get(accountId, jobId);
      if (row?.status !== "running" || row.cursor_ms !== from.ms || row.cursor_id !== from.id) return { kind: "stale" };
      const job = replayJobRecord(row);
      const target = webhook.get(accountId, job.webhookId);
      if (target === undefined) return { kind: "webhook_not_found" };
      if (target.status !== "enabled") return { kind: "webhook_disabled" };
      const due = makeDue(job, command);
      const saved = save({
        ...job,
        status: completed ? "completed" : "running",
        cursor: to,
        examined: job.examined + command.examined,
        replayed: job.replayed + due,
        skipped: job.skipped + command.skipped + command.events.length - due,
        updatedMs: nowMs,
        finishedMs: completed ? nowMs : null,
      });
      return { kind: "advanced", job: saved, replayed: due };
    },
    end({ accountId, jobId, status, failure, nowMs, audit }) {
      const row = find.get(accountId, jobId);
      if (row === undefined) return { kind: "not_found" };
      if (row.status !== "running") return { kind: "finished", status: row.status };
      if (audit !== null) appendAudit(audit);
      return {
        kind: "ended",
        job: save({ ...replayJobRecord(row), status, failure, updatedMs: nowMs, finishedMs: nowMs }),
      };
    },
  };
}

/** Deliveries are found by their instant: events that share one are looked up together. */
function byInstant(events: readonly ReplayedEvent[]): readonly (readonly ReplayedEvent[])[] {
  const groups: ReplayedEvent[][] = [];
  for (const event of events) {
    const group = groups.at(-1);
    if (group?.[0]?.createdMs === event.createdMs) group.push(event);
    else groups.push([event]);
  }
  return groups;
}
