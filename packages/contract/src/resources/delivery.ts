import { z } from "zod";
import { OUTCOMES } from "../outcomes.ts";
import { Instant, searchOf } from "./common.ts";

export const DELIVERY_STATES = ["pending", "succeeded", "failed", "cancelled"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
export const DeliveryStatus = z.enum(DELIVERY_STATES);

const Headers = z.record(z.string(), z.string());

export const Attempt = z
  .object({
    id: z.string(),
    attempt: z.number().int().meta({ description: "1 for the first" }),
    status: z.enum(["in_flight", "finished"]),
    outcome: z.enum(OUTCOMES).nullable().meta({ description: "null while in flight" }),
    charged: z.boolean().meta({ description: "false: our own fault, not counted against the webhook" }),
    started_at: Instant,
    request: z
      .object({ url: z.string(), headers: Headers, body: z.string(), body_bytes: z.number().int() })
      .nullable()
      .meta({ description: "As sent, credentials masked; null when the server died before it could note it" }),
    response: z
      .object({
        status: z.number().int(),
        headers: Headers,
        body: z.string().meta({ description: "The first 16 KiB as text; bytes that are not UTF-8 show as U+FFFD" }),
        body_bytes: z.number().int().meta({ description: "How many bytes were read" }),
        body_truncated: z.boolean(),
        body_incomplete: z.boolean().meta({ description: "The body broke off after the status had arrived" }),
      })
      .nullable(),
    error: z.string().nullable(),
    remote_address: z.string().nullable(),
    timings_ms: z
      .object({
        dns: z.number().nullable(),
        connect: z.number().nullable(),
        tls: z.number().nullable(),
        first_byte: z.number().nullable(),
        total: z.number(),
      })
      .nullable()
      .meta({ description: "Milliseconds each step took; null where it did not happen, as on a reused connection" }),
  })
  .meta({ id: "Attempt" });
export type Attempt = z.infer<typeof Attempt>;

export const Delivery = z
  .object({
    id: z.string(),
    event_id: z.string(),
    event_type: z.string(),
    webhook_id: z.string(),
    status: DeliveryStatus,
    in_flight: z.boolean(),
    attempt_count: z.number().int().meta({ description: "Attempts begun so far" }),
    last_outcome: z.enum(OUTCOMES).nullable(),
    last_response_status: z.number().int().nullable(),
    next_attempt_at: Instant.nullable(),
    cancelled_reason: z.string().nullable(),
    replay_id: z.string().nullable().meta({ description: "The replay that sent it last, if one did" }),
    created_at: Instant,
    finished_at: Instant.nullable(),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryPage = searchOf(Delivery, "DeliveryPage");

export const DeliveryDetail = Delivery.extend({
  payload_expired: z.boolean().meta({
    description: "Retention has removed what was sent and answered: the bodies of the attempts are empty",
  }),
  attempts: z.array(Attempt).meta({ description: "The last 25 attempts, first to last; attempt_count counts all" }),
  planned_attempts: z
    .array(Instant)
    .meta({ description: "When the retries that are left would go out at the earliest" }),
}).meta({ id: "DeliveryDetail" });
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;

export const DeliveryFilter = z.strictObject({
  status: DeliveryStatus.optional(),
  webhook_id: z.string().max(64).optional(),
  event_id: z.string().max(64).optional(),
  type: z.string().max(128).optional(),
  since: Instant.optional(),
  until: Instant.optional(),
});
