/**
 * Everything that changes stored state, as values. One `commit` carries many of them in one
 * transaction; each has its own result, and a refusal (a stale fence, a duplicate id) never
 * fails its neighbours.
 */

import type { AlertCommand, AlertResults } from "./alerts.ts";
import type { AddApiCalls, ApiCallResults } from "./api-calls.ts";
import type { ReceiverCommand, ReceiverResults } from "./receivers.ts";
import type {
  AccountRecord,
  AttemptRecord,
  AuditRecord,
  DeliveryState,
  DisabledReason,
  EventRecord,
  EventTypeRecord,
  KeyRecord,
  SecretRecord,
  WebhookHealth,
  WebhookRecord,
  WebhookSettings,
  WebhookSwitch,
} from "./records.ts";
import type { ReplayCommand, ReplayResults } from "./replay-jobs.ts";
import type { RetentionCommand, RetentionResults } from "./retention.ts";
import type { MoveSchedule, ScheduleResults } from "./schedule.ts";
import type { SessionCommand, SessionResults } from "./sessions.ts";

/** A delivery to insert. `open` begins its first attempt in the same transaction. */
export interface NewDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly nextAttemptMs: number;
  readonly open: { readonly id: string; readonly startedMs: number } | null;
}

export interface NewEvent extends Omit<EventRecord, "accountId" | "data"> {
  readonly data: Uint8Array;
  readonly deliveries: readonly NewDelivery[];
}

export interface Idempotency {
  readonly key: string;
  /** SHA-256 over method, path and raw body. */
  readonly fingerprint: Uint8Array;
  /** What the engine needs to give the same answer again; opaque to the store. */
  readonly context: string;
  readonly expiresMs: number;
}

/** Insert events and the deliveries they owe: the moment of the promise. */
export interface AcceptEvents {
  readonly kind: "events.accept";
  readonly accountId: string;
  /** The subscriptions that the fan-out was computed from; if they have changed since, nothing is written. */
  readonly subscriptionsVersion: number;
  readonly nowMs: number;
  readonly events: readonly NewEvent[];
  readonly idempotency: Idempotency | null;
}

/** Per event: inserted, or the id existed with the same type and data, or with others. */
export type EventInsertion =
  | { readonly status: "inserted"; readonly id: string; readonly createdMs: number; readonly deliveries: number }
  | { readonly status: "same"; readonly id: string; readonly createdMs: number; readonly deliveries: number }
  | { readonly status: "different"; readonly id: string };

export type AcceptResult =
  | { readonly kind: "accepted"; readonly events: readonly EventInsertion[] }
  /** The idempotency key was used with the same fingerprint: what was answered then. */
  | { readonly kind: "replayed"; readonly context: string; readonly events: readonly EventInsertion[] }
  | { readonly kind: "idempotency_mismatch" }
  | { readonly kind: "stale_subscriptions" };

/**
 * What an idempotency key was used for, if it was: for a request that could not be accepted today and may have
 * been before. A command, so that it sees what was submitted before it.
 */
export interface RecallIdempotency {
  readonly kind: "idempotency.recall";
  readonly accountId: string;
  readonly key: string;
  readonly fingerprint: Uint8Array;
  readonly nowMs: number;
}

export type RecallResult =
  | Extract<AcceptResult, { kind: "replayed" | "idempotency_mismatch" }>
  | { readonly kind: "unused" };

/** Write down that an attempt is about to be sent, before its bytes leave. */
export interface BeginAttempt {
  readonly kind: "attempt.begin";
  readonly accountId: string;
  readonly deliveryId: string;
  readonly attemptId: string;
  readonly startedMs: number;
}

/** Stale: no longer pending, or another attempt is open. */
export type BeginResult = { readonly kind: "begun"; readonly number: number } | { readonly kind: "stale" };

/** Record what came of an attempt, and what follows, as one step. */
export interface SettleAttempt {
  readonly kind: "attempt.settle";
  readonly webhookId: string;
  readonly attempt: AttemptRecord;
  /** The delivery afterwards, unless it was cancelled meanwhile: then only the attempt is recorded. */
  readonly state: Exclude<DeliveryState, "cancelled">;
  readonly chargedCount: number;
  /** Set exactly when state is pending. `blocks`: its retries are used up, and it begins to hold up its line. */
  readonly nextAttemptMs: number | null;
  readonly blocks?: true;
  readonly settledMs: number;
  /** The webhook's health where this attempt changed it; null leaves it. */
  readonly health: WebhookHealth | null;
  /** Disable the webhook, if it is still enabled, write that down, and bump the subscriptions; null leaves it. */
  readonly disable: { readonly reason: DisabledReason; readonly audit: AuditRecord } | null;
}

export type SettleResult = { readonly kind: "settled"; readonly state: DeliveryState } | { readonly kind: "stale" };

/** Make a delivery due at `nowMs`. A finished one starts its schedule over; a pending one keeps its place in it. */
export interface RetryDelivery {
  readonly kind: "delivery.retry";
  readonly accountId: string;
  readonly deliveryId: string;
  readonly nowMs: number;
  readonly audit: AuditRecord;
}

export type RetryResult =
  | { readonly kind: "due"; readonly webhookId: string }
  /** An attempt is open right now. */
  | { readonly kind: "in_flight" }
  /** The webhook is deleted: there is nowhere to send it. */
  | { readonly kind: "webhook_deleted" }
  /** Retention has removed the payload: there is nothing to send. */
  | { readonly kind: "payload_expired" }
  | { readonly kind: "not_found" };

/** Give up on a pending delivery. An open attempt still completes and is recorded. */
export interface CancelDelivery {
  readonly kind: "delivery.cancel";
  readonly accountId: string;
  readonly deliveryId: string;
  readonly reason: string;
  readonly nowMs: number;
  readonly audit: AuditRecord;
}

export type CancelResult =
  | { readonly kind: "cancelled"; readonly webhookId: string }
  | { readonly kind: "finished"; readonly state: DeliveryState }
  | { readonly kind: "not_found" };

export interface CreateWebhook {
  readonly kind: "webhook.create";
  readonly webhook: WebhookRecord;
  readonly secret: SecretRecord;
  /** Refuse when the account has this many already. */
  readonly limit: number;
  readonly audit: AuditRecord;
}

export type CreateResult = { readonly kind: "created" } | { readonly kind: "limit_reached" };

export interface UpdateWebhook {
  readonly kind: "webhook.update";
  readonly accountId: string;
  readonly webhookId: string;
  readonly changes: Partial<WebhookSettings & WebhookHealth & WebhookSwitch>;
  readonly nowMs: number;
  readonly audit: AuditRecord;
}

export type UpdateWebhookResult =
  | { readonly kind: "updated"; readonly webhook: WebhookRecord }
  | { readonly kind: "not_found" };

/**
 * Remove a webhook; its pending deliveries become cancelled with reason `webhook_deleted`, at most
 * `cancelAtMost` of them here: a million rows in one transaction would hold up every other commit for seconds.
 */
export interface DeleteWebhook {
  readonly kind: "webhook.delete";
  readonly accountId: string;
  readonly webhookId: string;
  readonly nowMs: number;
  readonly cancelAtMost: number;
  readonly audit: AuditRecord;
}

/** `cancelled` equal to `cancelAtMost`: there may be more, for CancelDeleted. */
export type DeleteWebhookResult =
  | { readonly kind: "deleted"; readonly cancelled: number }
  | { readonly kind: "not_found" };

/** Go on cancelling what a deleted webhook has pending. Does nothing for one that is not deleted. */
export interface CancelDeleted {
  readonly kind: "webhook.cancel_deleted";
  readonly accountId: string;
  readonly webhookId: string;
  readonly nowMs: number;
  readonly cancelAtMost: number;
}

/** Put a new secret in front. Those in force get an end; of all, only the newest `keep` stay. */
export interface RotateSecret {
  readonly kind: "secret.rotate";
  readonly secret: SecretRecord;
  readonly previousExpireMs: number;
  readonly keep: number;
  /**
   * Null for a rotation that somebody asked for. For one on schedule: when the secret was made that it replaces.
   * It is stale where that one was replaced meanwhile, or the schedule taken away.
   */
  readonly scheduledFor: number | null;
  readonly audit: AuditRecord;
}

export type RotateResult = { readonly kind: "rotated" } | { readonly kind: "stale" } | { readonly kind: "not_found" };

/** Insert (`mode: "create"`) or replace an event type. */
export interface PutEventType {
  readonly kind: "event_type.put";
  readonly eventType: EventTypeRecord;
  readonly mode: "create" | "replace";
  readonly limit: number;
  readonly audit: AuditRecord;
}

export type PutEventTypeResult =
  | { readonly kind: "put" }
  | { readonly kind: "exists" }
  | { readonly kind: "limit_reached" };

export interface CreateKey {
  readonly kind: "key.create";
  readonly key: KeyRecord;
  readonly limit: number;
  readonly audit: AuditRecord;
}

/** Replace every operator key of the account by this one: the bootstrap at server start. */
export interface BootstrapKey {
  readonly kind: "key.bootstrap";
  readonly key: KeyRecord;
}

export interface RevokeKey {
  readonly kind: "key.revoke";
  readonly accountId: string;
  readonly keyId: string;
  readonly nowMs: number;
  readonly audit: AuditRecord;
}

/** An operator key belongs to the server's owner: only the next bootstrap replaces it. */
export type RevokeResult =
  | { readonly kind: "revoked" }
  | { readonly kind: "operator_key" }
  | { readonly kind: "not_found" };

/** Insert an account; one that exists stays as it is. */
export interface CreateAccount {
  readonly kind: "account.create";
  readonly account: AccountRecord;
  readonly audit: AuditRecord | null;
}

export interface AppendAudit {
  readonly kind: "audit.append";
  readonly audit: AuditRecord;
}

/** Each command's result, by kind. */
export interface WriteResults
  extends ApiCallResults,
    ReceiverResults,
    SessionResults,
    AlertResults,
    ReplayResults,
    RetentionResults,
    ScheduleResults {
  readonly "events.accept": AcceptResult;
  readonly "idempotency.recall": RecallResult;
  readonly "attempt.begin": BeginResult;
  readonly "attempt.settle": SettleResult;
  readonly "delivery.retry": RetryResult;
  readonly "delivery.cancel": CancelResult;
  readonly "webhook.create": CreateResult;
  readonly "webhook.update": UpdateWebhookResult;
  readonly "webhook.delete": DeleteWebhookResult;
  readonly "webhook.cancel_deleted": { readonly kind: "cancelled"; readonly cancelled: number };
  readonly "secret.rotate": RotateResult;
  readonly "event_type.put": PutEventTypeResult;
  readonly "key.create": CreateResult;
  readonly "key.bootstrap": { readonly kind: "created" };
  readonly "key.revoke": RevokeResult;
  readonly "account.create": { readonly kind: "created" };
  readonly "audit.append": { readonly kind: "appended" };
}

export type WriteCommand =
  | MoveSchedule
  | AlertCommand
  | AcceptEvents
  | RecallIdempotency
  | BeginAttempt
  | SettleAttempt
  | RetryDelivery
  | CancelDelivery
  | CreateWebhook
  | UpdateWebhook
  | DeleteWebhook
  | CancelDeleted
  | RotateSecret
  | PutEventType
  | CreateKey
  | BootstrapKey
  | RevokeKey
  | CreateAccount
  | AppendAudit
  | AddApiCalls
  | RetentionCommand
  | ReceiverCommand
  | ReplayCommand
  | SessionCommand;

/** What a command answers when all is well with it. */
export type ResultOf<Command extends WriteCommand> = WriteResults[Command["kind"]];

/**
 * A command that no store could carry out: an id used twice, a value of the wrong type. A bug in whoever made
 * it, and theirs alone: nothing of it is written, and its neighbours in the commit stand.
 */
export interface Rejected {
  readonly kind: "rejected";
  readonly error: Error;
}

export type WriteResult = WriteResults[keyof WriteResults] | Rejected;
