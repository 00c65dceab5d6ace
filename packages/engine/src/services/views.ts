import type { Attempt, Delivery, Key, ProblemError, SigningSecret, Webhook } from "@callcall/contract";
import { formatCreated, isSensitiveHeader, type Outcome, type Scope } from "@callcall/contract";
import type {
  AttemptRecord,
  DeliveryRecord,
  EventHead,
  EventRecord,
  KeyRecord,
  SecretRecord,
  StateCounts,
  WebhookRecord,
} from "@callcall/store";
import type { OpenBreaker } from "../dispatch/lane-state.ts";
import { buildEnvelope } from "../domain/envelope.ts";
import { instant } from "../domain/instant.ts";
import { rotationDueMs } from "../domain/rotation.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import { maskSecret } from "../signing/secret.ts";
import type { EventView } from "./port.ts";

const decoder = new TextDecoder();

/** Records as the API shows them. */

export function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}

/** The part of a webhook that tells of its secrets. */
export type ShownSecrets = Pick<Webhook, "secret" | "signing_secrets">;

export function maskedSecret(secret: Pick<SecretRecord, "hint" | "createdMs" | "expiresMs">): SigningSecret {
  return {
    hint: maskSecret(secret.hint),
    created_at: instant(secret.createdMs),
    expires_at: instantOrNull(secret.expiresMs),
  };
}

export function webhookView(
  webhook: WebhookRecord,
  headers: Readonly<Record<string, string>>,
  secrets: ShownSecrets,
  settings: EngineSettings,
  { breaker, blockedBy }: { readonly breaker: OpenBreaker | null; readonly blockedBy: string | null },
): Webhook {
  return {
    id: webhook.id,
    url: webhook.url,
    events: [...webhook.events],
    description: webhook.description,
    status: webhook.status,
    disabled_reason: webhook.disabledReason,
    version: webhook.version,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, isSensitiveHeader(name) ? null : value]),
    ),
    filter: webhook.filter,
    rate_limit: webhook.rateLimitPerSecond,
    ordering: webhook.ordering,
    on_exhausted: webhook.onExhausted,
    blocked_by: blockedBy,
    retry_policy: { schedule_seconds: [...(webhook.retryScheduleSeconds ?? settings.retryScheduleSeconds)] },
    deadline_ms: webhook.deadlineMs ?? settings.deliveryDeadlineMs,
    metadata: { ...webhook.metadata },
    ...secrets,
    secret_rotation:
      webhook.secretRotationDays === null
        ? null
        : { period_days: webhook.secretRotationDays, automatic: webhook.secretRotationAutomatic },
    secret_rotation_due_at: instantOrNull(rotationDueMs(webhook)),
    paused_until: instantOrNull(webhook.pausedUntilMs),
    failing_since: instantOrNull(webhook.failingSinceMs),
    breaker:
      breaker === null
        ? null
        : { open_since: instant(breaker.openSinceMs), next_probe_at: instant(breaker.nextProbeMs) },
    created_at: instant(webhook.createdMs),
    updated_at: instant(webhook.updatedMs),
  };
}

export function deliveryView(record: DeliveryRecord): Delivery {
  return {
    id: record.id,
    event_id: record.eventId,
    event_type: record.eventType,
    webhook_id: record.webhookId,
    status: record.state,
    in_flight: record.open !== null,
    attempt_count: record.attemptCount,
    last_outcome: record.lastOutcome as Outcome | null,
    last_response_status: record.lastStatus,
    next_attempt_at: record.open === null ? instantOrNull(record.nextAttemptMs) : null,
    cancelled_reason: record.cancelledReason,
    replay_id: record.replayJobId,
    created_at: instant(record.createdMs),
    finished_at: instantOrNull(record.finishedMs),
  };
}

/** `event` rebuilds the request body, which is stored once with the event and not again per attempt. */
export function attemptView(record: AttemptRecord, event: EventRecord | undefined): Attempt {
  return {
    id: record.id,
    attempt: record.number,
    status: "finished",
    outcome: record.outcome as Outcome,
    charged: record.charged,
    started_at: instant(record.startedMs),
    request: record.request === null ? null : requestView(record.request, event),
    response: record.response === null ? null : responseView(record.response, event?.data === null),
    error: record.error,
    remote_address: record.remoteAddress,
    timings_ms:
      record.timings === null
        ? null
        : {
            dns: rounded(record.timings.dnsMs),
            connect: rounded(record.timings.connectMs),
            tls: rounded(record.timings.tlsMs),
            first_byte: rounded(record.timings.firstByteMs),
            total: rounded(record.timings.totalMs),
          },
  };
}

/** Hundredths of a millisecond: what is beyond is noise. */
function rounded<Ms extends number | null>(ms: Ms): Ms {
  return (ms === null ? null : Math.round(ms * 100) / 100) as Ms;
}

/** An attempt that is under way: begun, and nothing known yet. */
export function openAttemptView(open: NonNullable<DeliveryRecord["open"]>, number: number): Attempt {
  return {
    id: open.id,
    attempt: number,
    status: "in_flight",
    outcome: null,
    charged: true,
    started_at: instant(open.startedMs),
    request: null,
    response: null,
    error: null,
    remote_address: null,
    timings_ms: null,
  };
}

function requestView(
  request: NonNullable<AttemptRecord["request"]>,
  event: EventRecord | undefined,
): NonNullable<Attempt["request"]> {
  const body =
    event === undefined || event.data === null
      ? new Uint8Array()
      : buildEnvelope(
          { id: event.id, type: event.type, createdMs: event.createdMs, version: request.version },
          event.data,
        );
  return {
    url: request.url,
    headers: Object.fromEntries(request.headers),
    body: decoder.decode(body),
    body_bytes: body.length,
  };
}

function responseView(
  response: NonNullable<AttemptRecord["response"]>,
  isExpired: boolean,
): NonNullable<Attempt["response"]> {
  return {
    status: response.status,
    headers: joinedHeaders(response.headers),
    // Cleared step by step: what is not cleared yet is not shown either.
    body: isExpired ? "" : decoder.decode(response.body),
    body_bytes: response.bodyBytes,
    body_truncated: response.bodyTruncated,
    body_incomplete: response.bodyIncomplete,
  };
}

/** A consumer may send a header twice; RFC 9110 §5.2 joins them with a comma. */
function joinedHeaders(headers: readonly (readonly [string, string])[]): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(joined);
}

export function eventView(event: EventRecord | EventHead, deliveries: StateCounts, version: string): EventView {
  return {
    id: event.id,
    type: event.type,
    created: formatCreated(event.createdMs),
    version,
    deliveries,
    payload_expired: "payloadExpired" in event ? event.payloadExpired : event.data === null,
    warnings: event.warnings === null ? [] : (JSON.parse(event.warnings) as ProblemError[]),
  };
}

export function keyView(key: KeyRecord): Key {
  return {
    id: key.id,
    name: key.name,
    scopes: key.scopes as Scope[],
    operator: key.operator,
    hint: key.hint,
    created_at: instant(key.createdMs),
    expires_at: instantOrNull(key.expiresMs),
    revoked_at: instantOrNull(key.revokedMs),
  };
}
