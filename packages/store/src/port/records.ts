/**
 * Rows as the engine and the API see them. Instants are integer milliseconds since the epoch and end
 * in `Ms`; `null` means "not set". Everything belongs to an account, and every key starts with it.
 * Text holds no U+0000, which databases cut off or refuse; what may hold it is bytes, or inside of JSON.
 */

export interface AccountRecord {
  readonly id: string;
  readonly name: string;
  readonly createdMs: number;
}

export interface KeyRecord {
  readonly accountId: string;
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly operator: boolean;
  /** SHA-256 of the key, hex. The key itself is stored nowhere. */
  readonly hash: string;
  /** The last four characters, to recognise it by. */
  readonly hint: string;
  readonly createdMs: number;
  readonly expiresMs: number | null;
  readonly revokedMs: number | null;
}

export type WebhookStatus = "enabled" | "disabled";
export type DisabledReason = "by_hand" | "gone" | "asked" | "failing";
export type Ordering = "none" | "fifo";
/** With `fifo`: what becomes of a delivery whose retries are used up. */
export type OnExhausted = "skip" | "block";

/** What the owner of a webhook decides. */
export interface WebhookSettings {
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string;
  readonly version: string;
  /** Custom headers as JSON, encrypted by the engine; null when there are none. */
  readonly sealedHeaders: Uint8Array | null;
  readonly filter: string | null;
  readonly rateLimitPerSecond: number | null;
  readonly ordering: Ordering;
  readonly onExhausted: OnExhausted;
  readonly retryScheduleSeconds: readonly number[] | null;
  readonly deadlineMs: number | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Age at which the secret is due to be exchanged; null: never. */
  readonly secretRotationDays: number | null;
  /** Whether the server exchanges it then. */
  readonly secretRotationAutomatic: boolean;
}

/** What deliveries have shown about a webhook. */
export interface WebhookHealth {
  /** No attempt before this: the consumer sent Retry-After. */
  readonly pausedUntilMs: number | null;
  /** Start of the present run of nothing but failures. */
  readonly failingSinceMs: number | null;
  /** Charged failures in that run. */
  readonly failedAttempts: number;
}

/** Whether it takes deliveries: changed by hand, and by what deliveries have shown. */
export interface WebhookSwitch {
  readonly status: WebhookStatus;
  readonly disabledReason: DisabledReason | null;
}

export interface WebhookRecord extends WebhookSettings, WebhookHealth, WebhookSwitch {
  readonly accountId: string;
  readonly id: string;
  /** When its newest secret was made. */
  readonly secretCreatedMs: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface SecretRecord {
  readonly accountId: string;
  readonly webhookId: string;
  readonly id: string;
  /** The secret, encrypted by the engine (AES-256-GCM). */
  readonly sealed: Uint8Array;
  /** The last four characters, to recognise it by. */
  readonly hint: string;
  readonly createdMs: number;
  /** Null: in force until rotated. */
  readonly expiresMs: number | null;
}

/** The place of something in a trace, as W3C Trace Context writes it. */
export interface TraceContext {
  /** `00-<32 hex digits>-<16 hex digits>-<2 hex digits>`, all lower case. */
  readonly traceparent: string;
  /** At most 512 characters; null where there is none. */
  readonly tracestate: string | null;
}

export interface EventRecord {
  readonly accountId: string;
  readonly id: string;
  readonly type: string;
  readonly createdMs: number;
  /** The publisher's bytes of `data`, untouched; null: retention has removed them. */
  readonly data: Uint8Array | null;
  /** Departures from the schema that were let through, as JSON; null when there are none. */
  readonly warnings: string | null;
  /** The trace that its publishing is part of; null when it is part of none. */
  readonly trace: TraceContext | null;
}

/** What is read without the body. `dataBytes`: also of a payload that is not there any more. */
export type EventHead = Omit<EventRecord, "data" | "trace"> & {
  readonly dataBytes: number;
  readonly payloadExpired: boolean;
};

export type DeliveryState = "pending" | "succeeded" | "failed" | "cancelled";

/** An attempt that was begun and not settled. Its id is the fencing token of the settle. */
export interface OpenAttempt {
  readonly id: string;
  readonly startedMs: number;
}

export interface DeliveryRecord {
  readonly accountId: string;
  readonly id: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly webhookId: string;
  readonly state: DeliveryState;
  /** That of its event: what is listed by one can be found by the other. */
  readonly createdMs: number;
  /** Attempts begun, the open one included; also the number of the open or latest attempt. */
  readonly attemptCount: number;
  /** Attempts that count against the retry schedule: all but local faults. */
  readonly chargedCount: number;
  /** When the next attempt is due; null unless pending. */
  readonly nextAttemptMs: number | null;
  readonly open: OpenAttempt | null;
  readonly lastOutcome: string | null;
  readonly lastStatus: number | null;
  readonly cancelledReason: string | null;
  readonly finishedMs: number | null;
  /** The replay that made it due last, if one did. */
  readonly replayJobId: string | null;
}

export interface AttemptTimings {
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  readonly firstByteMs: number | null;
  readonly totalMs: number;
}

export interface AttemptResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The first bytes of the body, as many as are kept. */
  readonly body: Uint8Array;
  /** How many bytes were read. */
  readonly bodyBytes: number;
  readonly bodyTruncated: boolean;
  readonly bodyIncomplete: boolean;
}

/** The request as sent. Its body is not stored: it is the envelope of the event at `version`. */
export interface AttemptRequest {
  readonly version: string;
  readonly url: string;
  /** Credentials masked. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** A settled attempt. */
export interface AttemptRecord {
  readonly accountId: string;
  readonly deliveryId: string;
  readonly id: string;
  readonly number: number;
  readonly outcome: string;
  readonly charged: boolean;
  readonly startedMs: number;
  /** Null when the node died and nobody knows what it sent. */
  readonly request: AttemptRequest | null;
  readonly response: AttemptResponse | null;
  readonly error: string | null;
  readonly remoteAddress: string | null;
  /** Null when the node died before it could measure. */
  readonly timings: AttemptTimings | null;
}

export interface EventTypeRecord {
  readonly accountId: string;
  readonly name: string;
  readonly description: string;
  readonly archived: boolean;
  readonly validation: "strict" | "warn";
  readonly version: string;
  /** JSON Schema of `data` by payload version, as JSON. */
  readonly schemas: string;
  /** An example of `data` as JSON; null when there is none. */
  readonly example: string | null;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface AuditRecord {
  readonly accountId: string;
  readonly id: string;
  readonly atMs: number;
  /** The id of the key or session that asked; `system` for the server itself. */
  readonly actor: string;
  /** Its name when it asked: keys are renamed and removed, the log stays. */
  readonly actorName: string;
  /** Where it asked from; null for the server itself. */
  readonly ip: string | null;
  readonly action: string;
  readonly target: string;
  readonly requestId: string;
  /** What changed, field by field, as JSON; null where that is not told. */
  readonly changes: string | null;
}
