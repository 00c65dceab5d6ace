import { isSensitiveHeader } from "@callcall/contract";
import type { WebhookRecord } from "@callcall/store";
import type { Fields } from "../domain/changes.ts";

const HEADER = "headers.";
const QUERY = "url.query";

/** A webhook for the audit log, in the words of the API; each custom header is a field of its own. */
export function webhookFields(webhook: WebhookRecord, headers: Readonly<Record<string, string>>): Fields {
  // What follows the question mark is often a key: that it changed is told, what it was is not kept beside the newer one.
  const [url = "", ...query] = webhook.url.split("?");
  return {
    url,
    [QUERY]: query.length > 0 ? query.join("?") : undefined,
    events: webhook.events,
    description: webhook.description,
    status: webhook.status,
    disabled_reason: webhook.disabledReason,
    version: webhook.version,
    filter: webhook.filter,
    rate_limit: webhook.rateLimitPerSecond,
    ordering: webhook.ordering,
    on_exhausted: webhook.onExhausted,
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

/** Credentials that a custom header or an address carries: the log tells that they changed, and no more. */
export function isSecretField(field: string): boolean {
  return field === QUERY || (field.startsWith(HEADER) && isSensitiveHeader(field.slice(HEADER.length)));
}
