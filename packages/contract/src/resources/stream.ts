import { z } from "zod";
import { Attempt } from "./delivery.ts";
import { EXAM_SCENARIOS } from "./exam.ts";

/** What the Debug Console shows, one SSE message each. `event:` carries the kind, `data:` this object on one line. */
export const STREAM_KINDS = [
  "event.accepted",
  "attempt.started",
  "attempt.finished",
  "retry.planned",
  "delivery.finished",
  "webhook.changed",
  "replay.started",
  /** At most once a second. */
  "replay.progress",
  "replay.finished",
  "api.call",
  /** A built-in test receiver got a request. */
  "receiver.request",
  "alert.opened",
  "alert.resolved",
  /** Entries between the client's Last-Event-ID and this one are no longer held: read them through the lists. */
  "stream.gap",
] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

export const StreamEntry = z
  .object({
    kind: z.enum(STREAM_KINDS),
    at: z.iso.datetime(),
    event_id: z.string().optional(),
    event_type: z.string().optional(),
    webhook_id: z.string().optional(),
    delivery_id: z.string().optional(),
    attempt: z.number().int().optional(),
    test: z.literal(true).optional().meta({ description: "A test send: its ids are stored nowhere" }),
    scenario: z.enum(EXAM_SCENARIOS).optional().meta({ description: "Of an exam: what is tried" }),
    outcome: Attempt.shape.outcome.optional(),
    response_status: z.number().int().nullable().optional(),
    total_ms: z.number().optional(),
    next_attempt_at: z.string().optional(),
    status: z.string().optional(),
    deliveries: z.number().int().optional(),
    method: z.string().optional(),
    path: z.string().optional(),
    request_id: z.string().optional(),
    receiver_id: z.string().optional(),
    received_id: z.string().optional(),
    signature_valid: z.boolean().nullable().optional(),
    replay_id: z.string().optional(),
    replayed: z.number().int().optional(),
    total: z.number().int().optional(),
    alert_id: z.string().optional(),
    summary: z.string().optional(),
    missed: z.number().int().nullable().optional(),
  })
  .meta({ id: "StreamEntry" });
export type StreamEntry = z.infer<typeof StreamEntry>;

export const StreamFilter = z.strictObject({
  kinds: z.string().max(400).optional().meta({ description: "Comma-separated kinds; without it, all" }),
  type: z.string().max(128).optional(),
  webhook_id: z.string().max(64).optional(),
  event_id: z.string().max(64).optional(),
  delivery_id: z.string().max(64).optional(),
});
