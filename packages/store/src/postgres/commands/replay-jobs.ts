import type {
  AdvanceReplayJob,
  AdvanceReplayJobResult,
  CreateReplayJob,
  CreateReplayJobResult,
  EndReplayJob,
  EndReplayJobResult,
  ReplayJobRecord,
} from "../../port/replay-jobs.ts";
import { REPLAY_JOB_COLUMNS, type ReplayJobRow, replayJobRecord, replayJobValues } from "../../rows/replay-job.ts";
import { isWanted } from "../../rows/standing.ts";
import { placeholders } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";
import { prepareStandings } from "../reads/standing.ts";
import type { AppendAudit } from "./audit.ts";
import { type NewlyOwed, prepareOwe } from "./owe.ts";
import type { Rollups } from "./rollups.ts";

export interface ReplayJobCommands {
  create(command: CreateReplayJob): Promise<CreateReplayJobResult>;
  advance(command: AdvanceReplayJob): Promise<AdvanceReplayJobResult>;
  end(command: EndReplayJob): Promise<EndReplayJobResult>;
}

export function prepareReplayJobs(database: Database, appendAudit: AppendAudit, rollups: Rollups): ReplayJobCommands {
  const webhook = prepare<{ status: string }>(
    database,
    "SELECT status FROM callcall.webhooks WHERE account_id = $1 AND id = $2 AND deleted_ms IS NULL",
  );
  const running = prepare<{ id: string; webhook_id: string }>(
    database,
    `SELECT id, webhook_id FROM callcall.replay_jobs
     WHERE account_id = $1 AND status = 'running'`,
  );
  const insert = prepare(
    database,
    `INSERT INTO callcall.replay_jobs (${REPLAY_JOB_COLUMNS.join(", ")}) VALUES (${placeholders(REPLAY_JOB_COLUMNS.length)})`,
  );
  const prune = prepare(
    database,
    `DELETE FROM callcall.replay_jobs WHERE account_id = $1 AND id IN (
       SELECT id FROM callcall.replay_jobs
       WHERE account_id = $1 AND webhook_id = $2 AND status <> 'running'
       ORDER BY created_ms DESC, id DESC OFFSET $3)`,
  );
  const find = prepare<ReplayJobRow>(database, "SELECT * FROM callcall.replay_jobs WHERE account_id = $1 AND id = $2");
  const update = prepare(
    database,
    `UPDATE callcall.replay_jobs SET status = $3, failure = $4, cursor_ms = $5, cursor_id = $6, examined = $7, replayed = $8,
       skipped = $9, updated_ms = $10, finished_ms = $11
     WHERE account_id = $1 AND id = $2`,
  );
  const standings = prepareStandings(database);
  const owe = prepareOwe(database);

  async function save(job: ReplayJobRecord): Promise<ReplayJobRecord> {
    const { accountId, id, status, failure, cursor, examined, replayed, skipped, updatedMs, finishedMs } = job;
    const counts = [examined, replayed, skipped] as const;
    await update.run(accountId, id, status, failure, cursor.ms, cursor.id, ...counts, updatedMs, finishedMs);
    return job;
  }

  /** How many of these deliveries are due now; the others were not as they had been chosen. */
  async function makeDue(
    { accountId, id: jobId, webhookId, selection }: ReplayJobRecord,
    command: AdvanceReplayJob,
  ): Promise<number> {
    const { nowMs } = command;
    const eventIds = command.events.map(({ eventId }) => eventId);
    const found = await standings(accountId, webhookId, eventIds);
    const events = await owe.events(accountId, eventIds);
    const again: string[] = [];
    const anew: NewlyOwed[] = [];
    for (const { eventId, deliveryId } of command.events) {
      const earlier = found.get(eventId);
      const event = events.get(eventId);
      if (!isWanted(selection, earlier) || event === undefined || event.payloadExpired === 1) continue;
      if (earlier === undefined) anew.push({ deliveryId, event });
      else again.push(earlier.id);
    }
    const owing = { accountId, webhookId, nowMs, jobId };
    await owe.makeDue(owing, again);
    await owe.insert(owing, anew);
    const counts = { created: anew.length, reopened: again.length };
    const due = counts.created + counts.reopened;
    if (due > 0) rollups.note({ accountId, webhookId, atMs: nowMs, counts });
    return due;
  }

  return {
    async create({ job, limit, keep, audit }) {
      const { accountId, webhookId } = job;
      const target = await webhook.get(accountId, webhookId);
      if (target === undefined) return { kind: "webhook_not_found" };
      if (target.status !== "enabled") return { kind: "webhook_disabled" };
      const others = await running.all(accountId);
      const earlier = others.find((other) => other.webhook_id === webhookId);
      if (earlier !== undefined) return { kind: "already_running", jobId: earlier.id };
      if (others.length >= limit) return { kind: "limit_reached" };
      await insert.run(...replayJobValues(job));
      await prune.run(accountId, webhookId, keep);
      await appendAudit(audit);
      return { kind: "created" };
    },
    async advance(command) {
      const { accountId, jobId, from, to, completed, nowMs } = command;
      const row = await find.get(accountId, jobId);
      if (row?.status !== "running" || row.cursor_ms !== from.ms || row.cursor_id !== from.id) return { kind: "stale" };
      const job = replayJobRecord(row);
      const target = await webhook.get(accountId, job.webhookId);
      if (target === undefined) return { kind: "webhook_not_found" };
      if (target.status !== "enabled") return { kind: "webhook_disabled" };
      const due = await makeDue(job, command);
      const saved = await save({
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
    async end({ accountId, jobId, status, failure, nowMs, audit }) {
      const row = await find.get(accountId, jobId);
      if (row === undefined) return { kind: "not_found" };
      if (row.status !== "running") return { kind: "finished", status: row.status };
      if (audit !== null) await appendAudit(audit);
      return {
        kind: "ended",
        job: await save({ ...replayJobRecord(row), status, failure, updatedMs: nowMs, finishedMs: nowMs }),
      };
    },
  };
}
