import { isSensitiveHeader } from "@callcall/contract";
import type { WebhookRecord } from "@callcall/store";
import type { Fields } from "../domain/changes.ts";

const HEADER = "headers.";

/** A webhook for the audit log, in the words of the API; each custom header is a field of its own. */
export function webhookFields(webhook: WebhookRecord, headers: Readonly<Record<string, string>>): Fields {
  return {
    url: webhook.url,
    events: webhook.events,
    description: webhook.description,
    status: webhook.status,
    disabled_reason: webhook.disabledReason,
    version: webhook.version,
    filter: webhook.filter,
    rate_limit: webhook.rateLimitPerSecond,
    ordering: webhook.ordering,
    retry_policy: webhook.retryScheduleSeconds === null ? null : { schedule_seconds: webhook.retryScheduleSeconds },
    deadline_ms: webhook.deadlineMs,
    metadata: webhook.metadata,
    secret_rotation:
      webhook.secretRotationDays === null
        ? null
        : { period_days: webhook.secretRotationDays, automatic: webhook.secretRotationAutomatic },
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [HEADER + name, value])),
  };
}

/** Credentials that a custom header carries: the API does not show them, and the log does not either. */
export function isSecretField(field: string): boolean {
  return field.startsWith(HEADER) && isSensitiveHeader(field.slice(HEADER.length));
}
