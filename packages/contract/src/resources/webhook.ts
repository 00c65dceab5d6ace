import { z } from "zod";
import { SUBSCRIPTION_PATTERN } from "../event-types/index.ts";
import { LIMITS, RETRY_SCHEDULE_SECONDS } from "../limits.ts";
import { Instant, JsonValue, Metadata, pageOf } from "./common.ts";

export const RetryPolicy = z
  .strictObject({
    schedule_seconds: z
      .array(z.number().int().min(1).max(LIMITS.retry_delay_seconds_max))
      .max(LIMITS.retries_max)
      .meta({
        description: "Wait before each retry, in seconds; its length is the number of retries. [] sends once",
        example: RETRY_SCHEDULE_SECONDS,
      }),
  })
  .meta({ id: "RetryPolicy" });

const Subscriptions = z
  .array(z.string().max(128).regex(SUBSCRIPTION_PATTERN, "must be an event type, a prefix such as customer.* or *"))
  .min(1)
  .max(LIMITS.events_per_webhook)
  .meta({
    description: "Event types to receive: exact names, a prefix with .*, or * for all",
    example: ["customer.qualified", "service.matched"],
  });

const Ordering = z.enum(["none", "fifo"]).meta({
  description: "fifo: the next event is not sent before the one before it is delivered, failed for good or cancelled",
});

const OnExhausted = z.enum(["skip", "block"]).meta({
  description:
    "With fifo, what happens to a delivery whose retries are used up. skip: it has failed, and the next one goes. block: it is tried again at the schedule's last interval until it is delivered or cancelled, and nothing behind it is sent",
});

const CustomHeaders = z
  .record(z.string().min(1).max(LIMITS.custom_header_name_characters), z.string())
  .meta({ description: "Headers to add to every delivery. Values of credentials are write-only" });

const HeaderChanges = z
  .record(z.string().min(1).max(LIMITS.custom_header_name_characters), z.string().nullable())
  .meta({ description: "Headers to add to every delivery, replaced as a whole; null keeps the value that is set" });

/** How often the signing secret should be exchanged. */
export const SecretRotation = z
  .strictObject({
    period_days: z.number().int().min(1).max(LIMITS.rotation_days_max).meta({
      description: "A secret older than this is reported by the alert rule secret_age",
    }),
    automatic: z.boolean().meta({
      description: `Rotate by itself when the time has come, with an overlap of 7 days; period_days is then ${LIMITS.rotation_automatic_days_min} or more`,
    }),
  })
  .refine(({ automatic, period_days }) => !automatic || period_days >= LIMITS.rotation_automatic_days_min, {
    path: ["period_days"],
    message: `Cannot rotate by itself more often than every ${LIMITS.rotation_automatic_days_min} days, which is how long the secret before keeps signing`,
  })
  .meta({ id: "SecretRotation" });
export type SecretRotation = z.infer<typeof SecretRotation>;

/** What a caller may set. Shared by create and update so that the two cannot drift apart. */
const settings = {
  url: z.string().min(1).meta({
    description:
      "Where deliveries are sent. Public HTTPS; a server in development mode also takes http:// and loopback",
    example: "https://your-domain.com/webhook",
  }),
  events: Subscriptions,
  description: z.string().max(LIMITS.description_characters),
  version: z.string().max(32).meta({ description: "Payload version to pin", example: "2024-01-01" }),
  headers: CustomHeaders,
  filter: z.string().min(1).max(LIMITS.filter_characters).nullable().meta({
    description: "A CEL expression over event_type and data: events for which it is not true are not sent",
    example: "data.score >= 80",
  }),
  rate_limit: z.number().int().min(1).max(LIMITS.rate_limit_per_second_max).nullable().meta({
    description: "Most deliveries a second; null is no limit of its own",
  }),
  ordering: Ordering,
  on_exhausted: OnExhausted,
  retry_policy: RetryPolicy.nullable().meta({ description: "null: the server's schedule" }),
  deadline_ms: z
    .number()
    .int()
    .min(LIMITS.delivery_deadline_ms_min)
    .max(LIMITS.delivery_deadline_ms_max)
    .nullable()
    .meta({ description: "How long an attempt may take until the response headers, in milliseconds; null: 15000" }),
  metadata: Metadata,
  secret_rotation: SecretRotation.nullable().meta({
    description: "When the secret is due to be exchanged; null: never",
  }),
};

export const WebhookCreate = z
  .strictObject({
    url: settings.url,
    events: settings.events,
    description: settings.description.optional(),
    version: settings.version.optional(),
    headers: settings.headers.optional(),
    filter: settings.filter.optional(),
    rate_limit: settings.rate_limit.optional(),
    ordering: settings.ordering.optional(),
    on_exhausted: settings.on_exhausted.optional(),
    retry_policy: settings.retry_policy.optional(),
    deadline_ms: settings.deadline_ms.optional(),
    metadata: settings.metadata.optional(),
    secret_rotation: settings.secret_rotation.optional(),
  })
  .meta({ id: "WebhookCreate" });
export type WebhookCreate = z.infer<typeof WebhookCreate>;

export const WebhookUpdate = z
  .strictObject({ ...settings, headers: HeaderChanges })
  .partial()
  .refine((value) => Object.keys(value).length > 0, { message: "Cannot update nothing: name at least one field" })
  .meta({ id: "WebhookUpdate" });
export type WebhookUpdate = z.infer<typeof WebhookUpdate>;

export const WebhookStatus = z.enum(["enabled", "disabled"]);
export const DisabledReason = z.enum(["by_hand", "gone", "asked", "failing"]).meta({
  description:
    "gone: the consumer answered 410. asked: it answered with webhook-delivery: disable. failing: nothing but failures for 120 h and 20 attempts",
});

/** A secret in force, as far as it may be shown without a trace in the audit log. */
export const SigningSecret = z
  .object({
    hint: z.string().meta({ description: "Masked: whsec_…last4" }),
    created_at: Instant,
    expires_at: Instant.nullable().meta({ description: "Until when an older one signs; null for the newest" }),
  })
  .meta({ id: "SigningSecret" });
export type SigningSecret = z.infer<typeof SigningSecret>;

export const Webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    description: z.string(),
    status: WebhookStatus,
    disabled_reason: DisabledReason.nullable(),
    version: z.string(),
    headers: z.record(z.string(), z.string().nullable()).meta({
      description: "Custom headers; null stands for a credential that is set and not shown",
    }),
    filter: z.string().nullable(),
    rate_limit: z.number().int().nullable(),
    ordering: Ordering,
    on_exhausted: OnExhausted,
    blocked_by: z.string().nullable().meta({
      description: "With on_exhausted block: the delivery that has used up its retries and holds up what is behind it",
    }),
    retry_policy: RetryPolicy.meta({ description: "The schedule in force: the webhook's own or the server's" }),
    deadline_ms: z.number().int(),
    metadata: Metadata,
    secret: z.string().meta({ description: "Masked (whsec_…last4), except in the answer to create and rotate" }),
    signing_secrets: z.array(SigningSecret).meta({ description: "Those that sign now, masked, newest first" }),
    secret_rotation: SecretRotation.nullable(),
    secret_rotation_due_at: Instant.nullable().meta({
      description: "When the newest secret reaches the rotation period; null without one",
    }),
    paused_until: Instant.nullable().meta({ description: "The consumer asked to wait (Retry-After)" }),
    failing_since: Instant.nullable(),
    breaker: z.object({ open_since: Instant, next_probe_at: Instant }).nullable().meta({
      description:
        "Not null while most of what is sent fails: deliveries that were not attempted yet wait, and single probes find out whether it is back. next_probe_at may be past: the probe is under way, or nothing waits",
    }),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: "Webhook" });
export type Webhook = z.infer<typeof Webhook>;

export const WebhookPage = pageOf(Webhook, "WebhookPage");

export const SecretRotate = z
  .strictObject({
    overlap_seconds: z.number().int().min(0).max(LIMITS.overlap_seconds_max).default(LIMITS.overlap_seconds_default),
  })
  .meta({ id: "SecretRotate" });

export const SecretReveal = z
  .object({
    secret: z.string().meta({ description: "The newest secret, whole" }),
    previous: z.array(z.object({ secret: z.string(), expires_at: Instant })).meta({
      description: "Older secrets that still sign during a rotation, newest first",
    }),
  })
  .meta({ id: "SecretReveal" });
export type SecretReveal = z.infer<typeof SecretReveal>;

export const WebhookTest = z
  .strictObject({
    type: z.string().min(1).max(128).meta({ example: "customer.qualified" }),
    data: JsonValue.optional().meta({ description: "Sent byte for byte; without it, the example of the type" }),
  })
  .meta({ id: "WebhookTest" });

/** Settings to judge, as a form has them: everything is optional, and what is there is checked as registering would. */
export const WebhookCheck = z
  .strictObject({
    ...settings,
    headers: HeaderChanges,
    webhook_id: z.string().max(64).meta({
      description:
        "Judge a change of this webhook: event types that it has already stay allowed when archived, headers that are null keep their value",
    }),
  })
  .partial()
  .meta({ id: "WebhookCheck" });
export type WebhookCheck = z.infer<typeof WebhookCheck>;

export const WebhookCheckResult = z
  .object({
    errors: z.array(
      z.object({
        pointer: z.string().meta({ description: "JSON Pointer (RFC 6901)" }),
        code: z.string().meta({ description: "What registering would be refused with" }),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: "WebhookCheckResult" });
export type WebhookCheckResult = z.infer<typeof WebhookCheckResult>;
