import { LIMITS, RETRY_SCHEDULE_SECONDS } from "@callcall/contract";

/** What an operator may set. Units stand in the names. */
export interface EngineSettings {
  readonly retryScheduleSeconds: readonly number[];
  readonly deliveryDeadlineMs: number;
  readonly inFlightPerWebhook: number;
  readonly inFlightPerNode: number;
  readonly payloadBytes: number;
  readonly webhooksPerAccount: number;
}

export const DEFAULT_SETTINGS: EngineSettings = {
  retryScheduleSeconds: RETRY_SCHEDULE_SECONDS,
  deliveryDeadlineMs: LIMITS.delivery_deadline_ms_default,
  inFlightPerWebhook: LIMITS.in_flight_per_webhook,
  inFlightPerNode: LIMITS.in_flight_per_node,
  payloadBytes: LIMITS.payload_bytes,
  webhooksPerAccount: LIMITS.webhooks_per_account,
};
