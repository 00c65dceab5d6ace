import type { Outcome } from "@callcall/contract";
import type { DeliveryState, DisabledReason, ReplayJobStatus, ReplaySelection } from "@callcall/store";

/**
 * What the engine measures: one step of the pipeline, once, as a flat value. Numbers are measurements, with
 * their unit in the name; milliseconds are fractional, and by the monotonic clock unless it says otherwise.
 * The rest says what was measured. Never a payload, a secret or a custom header.
 *
 * docs/telemetry.md shows this file as a table, and a test compares the two.
 */
export type Step =
  | PublishAccepted
  | PublishRefused
  | CommitDone
  | CommitFailed
  | CommitShed
  | AttemptBegun
  | AttemptSigned
  | AttemptSent
  | AttemptSettled
  | AttemptDropped
  | RetryPlanned
  | DeliveryFinished
  | DeliveriesCancelled
  | LaneRefilled
  | BreakerOpened
  | BreakerClosed
  | WebhookDisabled
  | ReplayBegun
  | ReplayAdvanced
  | ReplayFinished
  | RetentionSwept
  | RecoveryDone
  | OutageBegan
  | OutageEnded
  | ClockJumped;

export type StepName = Step["step"];

interface PublishAccepted {
  readonly step: "publish.accepted";
  readonly accountId: string;
  /** Of the one event, as is its type; null for a batch. */
  readonly eventId: string | null;
  readonly eventType: string | null;
  /** Nothing new was stored: the answer is that of the first time. */
  readonly replayed: boolean;
  readonly events: number;
  readonly deliveries: number;
  /** Items of a batch that were refused. */
  readonly refused: number;
  /** Of the request. */
  readonly bodyBytes: number;
  /** From the request's last byte to stable storage. */
  readonly totalMs: number;
}

interface PublishRefused {
  readonly step: "publish.refused";
  readonly accountId: string;
  /** Of the problem that it is answered with; `internal` for what is none. */
  readonly code: string;
  readonly status: number;
  readonly bodyBytes: number;
  readonly totalMs: number;
}

interface CommitDone {
  readonly step: "commit.done";
  readonly commands: number;
  /** Written, about. */
  readonly rows: number;
  /** Commands that wait for the next commit. */
  readonly waiting: number;
  /** The transaction, its sync included. */
  readonly commitMs: number;
}

interface CommitFailed {
  readonly step: "commit.failed";
  /** Of the store's error; `internal` for what is none. */
  readonly reason: string;
  readonly commands: number;
  readonly commitMs: number;
}

/** Backpressure: a command was turned away as too much waits already. */
interface CommitShed {
  readonly step: "commit.shed";
  readonly waiting: number;
  readonly waitingBytes: number;
}

/** Whose attempt. */
interface Subject {
  readonly accountId: string;
  readonly webhookId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly deliveryId: string;
  readonly attemptId: string;
  /** 1-based. */
  readonly attempt: number;
}

interface AttemptBegun extends Subject {
  readonly step: "attempt.begun";
  /** It was begun in the commit that accepted its event. */
  readonly born: boolean;
  /** From when it was due to its beginning, by the wall clock; null where it never waited in the store. */
  readonly lateMs: number | null;
  /** Until its beginning was on stable storage; 0 where it was already. */
  readonly beginMs: number;
}

interface AttemptSigned extends Subject {
  readonly step: "attempt.signed";
  /** Secrets and event read, body built and signed. */
  readonly signMs: number;
  readonly bodyBytes: number;
}

interface Answered {
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly reusedSocket: boolean;
  /** Null on a reused socket, and where the attempt never got there; so are the next two. */
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  /** From the start of the request to the first byte of its answer. */
  readonly firstByteMs: number | null;
  /** The whole request. */
  readonly sendMs: number;
  /** From the acceptance of the event to the first byte of the answer, by the wall clock. First attempts only. */
  readonly acceptedToFirstByteMs: number | null;
}

interface AttemptSent extends Subject, Answered {
  readonly step: "attempt.sent";
}

/** All that is known of an attempt: what the wide log line is made of. */
interface AttemptSettled extends Subject, Answered {
  readonly step: "attempt.settled";
  /** Whether it counts against the retry schedule. */
  readonly charged: boolean;
  /** Of the delivery, from now on. */
  readonly state: DeliveryState;
  /** In milliseconds since the epoch; null where none is planned. */
  readonly nextAttemptAt: number | null;
  /** Why there was no answer; null where there was one. */
  readonly error: string | null;
  /** Of the address that it went to. */
  readonly host: string;
  /** 32 hex digits; null where the event is part of no trace. */
  readonly traceId: string | null;
  /** By the wall clock, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly beginMs: number;
  readonly signMs: number;
  /** Until its result was on stable storage. */
  readonly settleMs: number;
  readonly requestBytes: number;
  /** Of the answer's body, as far as it was read. */
  readonly responseBytes: number;
}

/** The delivery was no longer waiting for this attempt (cancelled, deleted, sent elsewhere), or the store could not take it. */
interface AttemptDropped {
  readonly step: "attempt.dropped";
  readonly accountId: string;
  readonly webhookId: string;
  readonly deliveryId: string;
  readonly reason: "stale" | "unavailable";
}

interface RetryPlanned extends Subject {
  readonly step: "retry.planned";
  readonly outcome: Outcome;
  readonly delayMs: number;
}

interface DeliveryFinished extends Subject {
  readonly step: "delivery.finished";
  readonly state: DeliveryState;
  readonly outcome: Outcome;
}

/** Nobody waits for them any more. One whose request is out is also told of when that ends. */
interface DeliveriesCancelled {
  readonly step: "deliveries.cancelled";
  readonly accountId: string;
  readonly webhookId: string;
  /** The one that was cancelled by hand; null: what a deleted webhook had pending, or a part of it. */
  readonly deliveryId: string | null;
  readonly deliveries: number;
}

interface LaneRefilled {
  readonly step: "lane.refilled";
  readonly accountId: string;
  readonly webhookId: string;
  readonly fifo: boolean;
  readonly rows: number;
  readonly readMs: number;
}

/** A webhook fails so much that it is only tried now and then. */
interface BreakerOpened {
  readonly step: "breaker.opened";
  readonly accountId: string;
  readonly webhookId: string;
}

/** One of these tries was answered. */
interface BreakerClosed {
  readonly step: "breaker.closed";
  readonly accountId: string;
  readonly webhookId: string;
  readonly openMs: number;
  /** Tries that failed meanwhile. */
  readonly probes: number;
}

interface WebhookDisabled {
  readonly step: "webhook.disabled";
  readonly accountId: string;
  readonly webhookId: string;
  readonly reason: DisabledReason | null;
}

/** Whose replay. */
interface Replay {
  readonly accountId: string;
  readonly webhookId: string;
  readonly replayId: string;
}

interface ReplayBegun extends Replay {
  readonly step: "replay.begun";
  readonly selection: ReplaySelection;
  /** As counted, or guessed, before it began. */
  readonly total: number;
}

/** What was found was made due, and the place to go on from moved, in one commit. */
interface ReplayAdvanced extends Replay {
  readonly step: "replay.advanced";
  readonly examined: number;
  readonly replayed: number;
  /** Wanted, and on their way already. */
  readonly skipped: number;
  /** Reading, and writing it down. */
  readonly stepMs: number;
}

interface ReplayFinished extends Replay {
  readonly step: "replay.finished";
  readonly status: ReplayJobStatus;
  /** Why it failed; null where it did not. */
  readonly failure: string | null;
  /** In all. */
  readonly replayed: number;
  /** From its beginning, also in an earlier process, by the wall clock. */
  readonly totalMs: number;
}

interface RetentionSwept {
  readonly step: "retention.swept";
  readonly events: number;
  readonly payloads: number;
  /** Entries of the audit log. */
  readonly audit: number;
  /** Events that have had their time and stay, as somebody is still owed them. */
  readonly held: number;
  /** From the first step to the last, the pauses in between included. */
  readonly sweepMs: number;
}

/** Most hosts cannot be reached: taken for a fault of our own, and charged to nobody. */
interface OutageBegan {
  readonly step: "outage.began";
  /** Tried in the last half minute. */
  readonly hosts: number;
  readonly unreached: number;
}

interface OutageEnded {
  readonly step: "outage.ended";
  readonly outageMs: number;
}

/** The wall clock was set; what waits has been moved by as much. */
interface ClockJumped {
  readonly step: "clock.jumped";
  /** Forward, or (negative) back. */
  readonly jumpMs: number;
  /** What was moved. */
  readonly rows: number;
}

interface RecoveryDone {
  readonly step: "recovery.done";
  /** Left open by an earlier process, and settled as `unknown`. */
  readonly attempts: number;
  readonly recoverMs: number;
}
