import type { ReplayCandidate, ReplayJobRecord, ReplayJobStatus, ReplaySelection } from "../port/replay-jobs.ts";
import { stateName } from "./delivery.ts";
import type { SqlValue } from "./sql-value.ts";

/** In the order of {@link replayJobValues}. */
export const REPLAY_JOB_COLUMNS: readonly (keyof ReplayJobRow)[] = [
  "account_id",
  "id",
  "webhook_id",
  "selection",
  "since_ms",
  "until_ms",
  "types",
  "rate_per_second",
  "total",
  "total_exact",
  "status",
  "failure",
  "cursor_ms",
  "cursor_id",
  "examined",
  "replayed",
  "skipped",
  "created_ms",
  "updated_ms",
  "finished_ms",
];

export interface ReplayJobRow {
  readonly account_id: string;
  readonly id: string;
  readonly webhook_id: string;
  readonly selection: ReplaySelection;
  readonly since_ms: number;
  readonly until_ms: number;
  readonly types: string | null;
  readonly rate_per_second: number;
  readonly total: number;
  readonly total_exact: number;
  readonly status: ReplayJobStatus;
  readonly failure: string | null;
  readonly cursor_ms: number;
  readonly cursor_id: string;
  readonly examined: number;
  readonly replayed: number;
  readonly skipped: number;
  readonly created_ms: number;
  readonly updated_ms: number;
  readonly finished_ms: number | null;
}

export function replayJobValues(job: ReplayJobRecord): SqlValue[] {
  return [
    job.accountId,
    job.id,
    job.webhookId,
    job.selection,
    job.sinceMs,
    job.untilMs,
    job.types === null ? null : JSON.stringify(job.types),
    job.ratePerSecond,
    job.total,
    job.totalExact ? 1 : 0,
    job.status,
    job.failure,
    job.cursor.ms,
    job.cursor.id,
    job.examined,
    job.replayed,
    job.skipped,
    job.createdMs,
    job.updatedMs,
    job.finishedMs,
  ];
}

export function replayJobRecord(row: ReplayJobRow): ReplayJobRecord {
  return {
    accountId: row.account_id,
    id: row.id,
    webhookId: row.webhook_id,
    selection: row.selection,
    sinceMs: row.since_ms,
    untilMs: row.until_ms,
    types: row.types === null ? null : (JSON.parse(row.types) as string[]),
    ratePerSecond: row.rate_per_second,
    total: row.total,
    totalExact: row.total_exact === 1,
    status: row.status,
    failure: row.failure,
    cursor: { ms: row.cursor_ms, id: row.cursor_id },
    examined: row.examined,
    replayed: row.replayed,
    skipped: row.skipped,
    createdMs: row.created_ms,
    updatedMs: row.updated_ms,
    finishedMs: row.finished_ms,
  };
}

/** An event, or a delivery of it, that a job may want. */
export interface ReplayCandidateRow {
  readonly created_ms: number;
  readonly id: string;
  readonly event_id: string;
  readonly type: string;
  readonly expired: number;
}

/** @param state of the delivery that there was before; undefined: none */
export function replayCandidate(
  { created_ms: ms, id, event_id, type, expired }: ReplayCandidateRow,
  state: number | undefined,
): ReplayCandidate {
  return {
    position: { ms, id },
    eventId: event_id,
    eventType: type,
    createdMs: ms,
    state: state === undefined ? null : stateName(state),
    payloadExpired: expired === 1,
  };
}
