import { LIMITS, RETENTION_SECONDS, RETRY_SCHEDULE_SECONDS } from "@callcall/contract";

/** What an operator may set. Units stand in the names. */
export interface EngineSettings {
  readonly retryScheduleSeconds: readonly number[];
  readonly deliveryDeadlineMs: number;
  readonly inFlightPerWebhook: number;
  readonly inFlightPerNode: number;
  /** While other accounts have requests in flight as well; an account alone may use the whole node. */
  readonly inFlightPerAccount: number;
  /** Over all accounts. */
  readonly inFlightPerHost: number;
  /** Whether a webhook that fails most of the time is sent single probes until it answers. */
  readonly breaker: boolean;
  /** Deliveries that wait in memory, over all webhooks. */
  readonly queuedInMemory: number;
  /** How long a busy node waits for more to come into a commit; 0: it does not. */
  readonly commitGatherMs: number;
  readonly payloadBytes: number;
  readonly webhooksPerAccount: number;
  /** How long events are kept, with their deliveries and attempts; null: for ever. */
  readonly eventsKeptMs: number | null;
  /** How long payloads and responses of delivered events are kept; null: as long as the event. */
  readonly payloadsKeptMs: number | null;
  /** How long entries of the audit log are kept; null: for ever. */
  readonly auditKeptMs: number | null;
}

export const DEFAULT_SETTINGS: EngineSettings = {
  retryScheduleSeconds: RETRY_SCHEDULE_SECONDS,
  deliveryDeadlineMs: LIMITS.delivery_deadline_ms_default,
  inFlightPerWebhook: LIMITS.in_flight_per_webhook,
  inFlightPerNode: LIMITS.in_flight_per_node,
  inFlightPerAccount: LIMITS.in_flight_per_account,
  inFlightPerHost: LIMITS.in_flight_per_host,
  breaker: true,
  queuedInMemory: LIMITS.queued_in_memory,
  commitGatherMs: 0,
  payloadBytes: LIMITS.payload_bytes,
  webhooksPerAccount: LIMITS.webhooks_per_account,
  eventsKeptMs: RETENTION_SECONDS.events * 1000,
  payloadsKeptMs: null,
  auditKeptMs: RETENTION_SECONDS.audit * 1000,
};
