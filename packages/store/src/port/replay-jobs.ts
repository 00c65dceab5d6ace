/** Replays of a window of events to one webhook: a job whose cursor moves with the deliveries that it makes. */
import type { AuditRecord, DeliveryState } from "./records.ts";
import type { ReplayEvent, ReplayResult } from "./replay.ts";
import type { LaneKey, Page, Position, StateCounts } from "./store.ts";

/** `failed`: its deliveries in that state. `missing`: events without a delivery to it. `all`: every event. */
export type ReplaySelection = "failed" | "missing" | "all";
export type ReplayJobStatus = "running" | "completed" | "cancelled" | "failed";

export interface ReplayJobRecord {
  readonly accountId: string;
  readonly id: string;
  readonly webhookId: string;
  readonly selection: ReplaySelection;
  /** Inclusive, by the time of the event. */
  readonly sinceMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  /** Patterns of types; null: all. */
  readonly types: readonly string[] | null;
  readonly ratePerSecond: number;
  /** Events to replay, as counted before it started. */
  readonly total: number;
  readonly totalExact: boolean;
  readonly status: ReplayJobStatus;
  /** Why it failed. */
  readonly failure: string | null;
  /** The last row that was looked at, in the order of {@link ReplayJobReads.replayCandidates}. */
  readonly cursor: Position;
  readonly examined: number;
  readonly replayed: number;
  readonly skipped: number;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly finishedMs: number | null;
}

export interface CreateReplayJob {
  readonly kind: "replay_job.create";
  /** Running, its cursor at the start. */
  readonly job: ReplayJobRecord;
  /** Refuse when the account has this many running. */
  readonly limit: number;
  /** Finished ones of the webhook that stay, the newest. */
  readonly keep: number;
  readonly audit: AuditRecord;
}

export type CreateReplayJobResult =
  | { readonly kind: "created" }
  /** Of a webhook one runs at a time: this one. */
  | { readonly kind: "already_running"; readonly jobId: string }
  | { readonly kind: "limit_reached" }
  | { readonly kind: "webhook_disabled" }
  /** Unknown, or deleted. */
  | { readonly kind: "webhook_not_found" };

/** An event to deliver: under the delivery that there is, or under this new one. */
export interface ReplayedEvent {
  readonly eventId: string;
  readonly createdMs: number;
  /** Its id, should there be none yet. */
  readonly deliveryId: string;
}

/**
 * Move the cursor, and with it make due what lies between: both or neither, so that a crash neither repeats an
 * event nor passes one over. The cursor is the fence: a step that was taken already is stale.
 */
export interface AdvanceReplayJob {
  readonly kind: "replay_job.advance";
  readonly accountId: string;
  readonly jobId: string;
  readonly from: Position;
  readonly to: Position;
  /** In ascending order of `createdMs`. One whose delivery is pending or not in the state it was chosen for is skipped. */
  readonly events: readonly ReplayedEvent[];
  readonly examined: number;
  /** Beside those that this command itself finds to skip. */
  readonly skipped: number;
  /** The window is through. */
  readonly completed: boolean;
  readonly nowMs: number;
}

export type AdvanceReplayJobResult =
  | { readonly kind: "advanced"; readonly job: ReplayJobRecord; readonly replayed: number }
  /** No longer running, or its cursor stands elsewhere. */
  | { readonly kind: "stale" }
  /** Nothing is written. */
  | { readonly kind: "webhook_disabled" }
  | { readonly kind: "webhook_not_found" };

/** End a job before it is through. What it made due stays due. */
export interface EndReplayJob {
  readonly kind: "replay_job.end";
  readonly accountId: string;
  readonly jobId: string;
  readonly status: "cancelled" | "failed";
  readonly failure: string | null;
  readonly nowMs: number;
  readonly audit: AuditRecord | null;
}

export type EndReplayJobResult =
  | { readonly kind: "ended"; readonly job: ReplayJobRecord }
  | { readonly kind: "finished"; readonly status: ReplayJobStatus }
  | { readonly kind: "not_found" };

export type ReplayCommand = ReplayEvent | CreateReplayJob | AdvanceReplayJob | EndReplayJob;

export interface ReplayResults {
  readonly "event.replay": ReplayResult;
  readonly "replay_job.create": CreateReplayJobResult;
  readonly "replay_job.advance": AdvanceReplayJobResult;
  readonly "replay_job.end": EndReplayJobResult;
}

/** What a replay looks at: an event, and what the webhook was owed of it. */
export interface ReplayCandidate {
  /** Where the cursor stands once it was looked at. */
  readonly position: Position;
  readonly eventId: string;
  readonly eventType: string;
  readonly createdMs: number;
  /** Null: there is no delivery. */
  readonly state: DeliveryState | null;
  /** There is nothing left to send. */
  readonly payloadExpired: boolean;
}

export interface ReplayWindow extends LaneKey {
  readonly selection: ReplaySelection;
  readonly untilMs: number;
}

export interface ReplayJobReads {
  replayJob(accountId: string, jobId: string): Promise<ReplayJobRecord | undefined>;
  /** Newest first. */
  replayJobs(accountId: string, webhookId: string, page: Page): Promise<readonly ReplayJobRecord[]>;
  /** Over all accounts. Read once at start. */
  runningReplayJobs(): Promise<readonly ReplayJobRecord[]>;
  /**
   * Oldest first, strictly after `after`: for `failed` the webhook's failed deliveries, else every event of the
   * account with what the webhook was owed of it.
   */
  replayCandidates(window: ReplayWindow, after: Position, limit: number): Promise<readonly ReplayCandidate[]>;
  /** What became of the deliveries that this job sent last; each state is counted up to `limit`. */
  replayedCounts(accountId: string, jobId: string, limit: number): Promise<StateCounts>;
}
