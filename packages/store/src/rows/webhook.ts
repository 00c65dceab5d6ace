import type {
  DisabledReason,
  OnExhausted,
  Ordering,
  SecretRecord,
  WebhookRecord,
  WebhookStatus,
} from "../port/records.ts";
import type { SqlValue } from "./sql-value.ts";

/** In the order of {@link webhookValues}; then come the account, the id and the instant of creation. */
export const WEBHOOK_COLUMNS: readonly (keyof WebhookRow)[] = [
  "url",
  "events",
  "description",
  "version",
  "filter",
  "rate_limit_per_second",
  "ordering",
  "retry_schedule_seconds",
  "deadline_ms",
  "metadata",
  "status",
  "disabled_reason",
  "paused_until_ms",
  "failing_since_ms",
  "failed_attempts",
  "updated_ms",
  "sealed_headers",
  "secret_rotation_days",
  "secret_rotation_automatic",
  "secret_created_ms",
  "on_exhausted",
];

export interface WebhookRow {
  readonly account_id: string;
  readonly id: string;
  readonly url: string;
  readonly events: string;
  readonly description: string;
  readonly version: string;
  readonly filter: string | null;
  readonly rate_limit_per_second: number | null;
  readonly ordering: Ordering;
  readonly retry_schedule_seconds: string | null;
  readonly deadline_ms: number | null;
  readonly metadata: string;
  readonly status: WebhookStatus;
  readonly disabled_reason: DisabledReason | null;
  readonly paused_until_ms: number | null;
  readonly failing_since_ms: number | null;
  readonly failed_attempts: number;
  readonly created_ms: number;
  readonly updated_ms: number;
  readonly sealed_headers: Uint8Array | null;
  readonly secret_rotation_days: number | null;
  readonly secret_rotation_automatic: number;
  readonly secret_created_ms: number;
  readonly on_exhausted: OnExhausted;
}

export function webhookValues(webhook: WebhookRecord): SqlValue[] {
  return [
    webhook.url,
    JSON.stringify(webhook.events),
    webhook.description,
    webhook.version,
    webhook.filter,
    webhook.rateLimitPerSecond,
    webhook.ordering,
    webhook.retryScheduleSeconds === null ? null : JSON.stringify(webhook.retryScheduleSeconds),
    webhook.deadlineMs,
    JSON.stringify(webhook.metadata),
    webhook.status,
    webhook.disabledReason,
    webhook.pausedUntilMs,
    webhook.failingSinceMs,
    webhook.failedAttempts,
    webhook.updatedMs,
    webhook.sealedHeaders,
    webhook.secretRotationDays,
    webhook.secretRotationAutomatic ? 1 : 0,
    webhook.secretCreatedMs,
    webhook.onExhausted,
  ];
}

export function webhookRecord(row: WebhookRow): WebhookRecord {
  return {
    accountId: row.account_id,
    id: row.id,
    url: row.url,
    events: JSON.parse(row.events) as string[],
    description: row.description,
    version: row.version,
    sealedHeaders: row.sealed_headers,
    filter: row.filter,
    rateLimitPerSecond: row.rate_limit_per_second,
    ordering: row.ordering,
    onExhausted: row.on_exhausted,
    retryScheduleSeconds:
      row.retry_schedule_seconds === null ? null : (JSON.parse(row.retry_schedule_seconds) as number[]),
    deadlineMs: row.deadline_ms,
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    secretRotationDays: row.secret_rotation_days,
    secretRotationAutomatic: row.secret_rotation_automatic === 1,
    secretCreatedMs: row.secret_created_ms,
    status: row.status,
    disabledReason: row.disabled_reason,
    pausedUntilMs: row.paused_until_ms,
    failingSinceMs: row.failing_since_ms,
    failedAttempts: row.failed_attempts,
    createdMs: row.created_ms,
    updatedMs: row.updated_ms,
  };
}

export interface SecretRow {
  readonly account_id: string;
  readonly webhook_id: string;
  readonly id: string;
  readonly sealed: Uint8Array;
  readonly hint: string;
  readonly created_ms: number;
  readonly expires_ms: number | null;
}

export function secretRecord(row: SecretRow): SecretRecord {
  return {
    accountId: row.account_id,
    webhookId: row.webhook_id,
    id: row.id,
    sealed: row.sealed,
    hint: row.hint,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
  };
}
