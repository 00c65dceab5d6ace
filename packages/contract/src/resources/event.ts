import { z } from "zod";
import { EVENT_ID_PATTERN } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { Instant, JsonValue, searchOf } from "./common.ts";

/** The shape that clients see. Ingest itself works on the raw bytes, so that `data` is never re-serialised. */
export const EventPublish = z
  .strictObject({
    type: z.string().min(1).max(128).meta({ example: "customer.qualified" }),
    data: JsonValue.meta({
      description: "Any JSON value, at most 256 KiB; reaches the consumer byte for byte",
      example: {
        customer_id: "customer_987654321",
        score: 85,
        qualification_type: "hot",
        triggers: ["budget_match", "high_engagement"],
      },
    }),
    id: z.string().regex(EVENT_ID_PATTERN).optional().meta({
      description: "Your own id for the event; publishing it again with the same content changes nothing",
    }),
  })
  .meta({ id: "EventPublish" });

export const EventAccepted = z
  .object({
    id: z.string(),
    type: z.string(),
    created: z.string().meta({ example: "2025-02-07T02:55:00Z" }),
    deliveries: z.number().int().meta({ description: "How many webhooks are owed this event" }),
    warnings: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .meta({
        description: "Where data departs from its schema, for types that only warn",
      }),
  })
  .meta({ id: "EventAccepted" });
export type EventAccepted = z.infer<typeof EventAccepted>;

export const EventBatch = z
  .strictObject({ events: z.array(EventPublish).min(1).max(LIMITS.batch_events) })
  .meta({ id: "EventBatch" });

export const EventBatchResult = z
  .object({
    data: z
      .array(
        z.union([
          EventAccepted.extend({ status: z.literal(202) }),
          z.object({
            status: z.number().int(),
            code: z.string(),
            detail: z.string(),
            errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
          }),
        ]),
      )
      .meta({ description: "One result per event, in the order of the request" }),
  })
  .meta({ id: "EventBatchResult" });

export const DeliveryCounts = z
  .object({
    pending: z.number().int(),
    succeeded: z.number().int(),
    failed: z.number().int(),
    cancelled: z.number().int(),
  })
  .meta({ id: "DeliveryCounts" });

export const Event = z
  .object({
    id: z.string(),
    type: z.string(),
    created: z.string(),
    data: JsonValue.meta({ description: "The publisher's bytes, spliced in as they are; null where payload_expired" }),
    version: z.string(),
    deliveries: DeliveryCounts,
    payload_expired: z.boolean().meta({ description: "Retention has removed the payload; the event is still listed" }),
    warnings: z.array(z.object({ pointer: z.string(), detail: z.string() })),
    trace_id: z
      .string()
      .nullable()
      .meta({ description: "The trace that it is part of (W3C Trace Context), 32 hex digits" }),
  })
  .meta({ id: "Event" });

export const EventSummary = Event.omit({ data: true, trace_id: true })
  .extend({
    data_bytes: z
      .number()
      .int()
      .meta({ description: "Size of the payload, also of one that has expired; GET /events/{id} shows it" }),
  })
  .meta({ id: "EventSummary" });

export const EventPage = searchOf(EventSummary, "EventPage");

/** Filters of GET /events, beside limit and cursor. */
export const EventFilter = z.strictObject({
  type: z.string().max(128).optional().meta({ description: "An exact type or a prefix such as customer.*" }),
  since: Instant.optional(),
  until: Instant.optional(),
  status: z.enum(["pending", "succeeded", "failed", "cancelled"]).optional().meta({
    description: "Events with at least one delivery in this state",
  }),
  webhook_id: z.string().max(64).optional(),
  text: z.string().min(1).max(200).optional().meta({ description: "Text inside the payload" }),
});
