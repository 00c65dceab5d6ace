/** The row of a delivery, and the states' numbers in it. */
import type { DeliveryRecord, DeliveryState } from "../port/records.ts";

export const PENDING = 0;
export const SUCCEEDED = 1;
export const FAILED = 2;
export const CANCELLED = 3;

const STATES: readonly DeliveryState[] = ["pending", "succeeded", "failed", "cancelled"];
export const ALL_STATES: readonly number[] = [PENDING, SUCCEEDED, FAILED, CANCELLED];

const CODES: Readonly<Record<DeliveryState, number>> = {
  pending: PENDING,
  succeeded: SUCCEEDED,
  failed: FAILED,
  cancelled: CANCELLED,
};

export function stateCode(state: DeliveryState): number {
  return CODES[state];
}

export function stateName(code: number): DeliveryState {
  const state = STATES[code];
  if (state === undefined) throw new RangeError(`Cannot read the state of a delivery: current value is ${code}`);
  return state;
}

export const DELIVERY_COLUMNS =
  "account_id, id, event_id, event_type, webhook_id, state, created_ms, attempt_count, charged_count, next_attempt_ms, open_attempt_id, open_started_ms, last_outcome, last_status, cancelled_reason, finished_ms, replay_job_id";

export interface DeliveryRow {
  readonly account_id: string;
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly webhook_id: string;
  readonly state: number;
  readonly created_ms: number;
  readonly attempt_count: number;
  readonly charged_count: number;
  readonly next_attempt_ms: number | null;
  readonly open_attempt_id: string | null;
  readonly open_started_ms: number | null;
  readonly last_outcome: string | null;
  readonly last_status: number | null;
  readonly cancelled_reason: string | null;
  readonly finished_ms: number | null;
  readonly replay_job_id: string | null;
}

export function deliveryRecord(row: DeliveryRow): DeliveryRecord {
  return {
    accountId: row.account_id,
    id: row.id,
    eventId: row.event_id,
    eventType: row.event_type,
    webhookId: row.webhook_id,
    state: stateName(row.state),
    createdMs: row.created_ms,
    attemptCount: row.attempt_count,
    chargedCount: row.charged_count,
    nextAttemptMs: row.next_attempt_ms,
    open:
      row.open_attempt_id === null || row.open_started_ms === null
        ? null
        : { id: row.open_attempt_id, startedMs: row.open_started_ms },
    lastOutcome: row.last_outcome,
    lastStatus: row.last_status,
    cancelledReason: row.cancelled_reason,
    finishedMs: row.finished_ms,
    replayJobId: row.replay_job_id,
  };
}
