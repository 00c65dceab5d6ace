import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { Instant, pageOf } from "./common.ts";

/** How a built-in test receiver answers. */
export const RECEIVER_ANSWERS = [
  /** 200 */
  "ok",
  /** The status given. */
  "status",
  /** 429 with Retry-After */
  "rate_limited",
  /** 410: the webhook is disabled by it. */
  "gone",
  /** 200 after `delay_ms` */
  "slow",
  /** Takes the request and never answers. */
  "hang",
  /** Resets the connection. */
  "reset",
  /** 500 in `failure_percent` of the cases, else 200. */
  "flaky",
] as const;
export type ReceiverAnswer = (typeof RECEIVER_ANSWERS)[number];

const behaviour = {
  answer: z.enum(RECEIVER_ANSWERS),
  status: z.number().int().min(200).max(599).meta({ description: "For status" }),
  retry_after_seconds: z.number().int().min(0).max(LIMITS.retry_after_max_seconds).meta({
    description: "For rate_limited",
  }),
  delay_ms: z.number().int().min(0).max(LIMITS.receiver_delay_ms_max).meta({ description: "For slow" }),
  failure_percent: z.number().int().min(0).max(100).meta({ description: "For flaky" }),
};

/** How a receiver answers. What its `answer` does not need is kept for when that changes. */
export const ReceiverBehaviour = z.object(behaviour).meta({ id: "ReceiverBehaviour" });
export type ReceiverBehaviour = z.infer<typeof ReceiverBehaviour>;

export const ReceiverBehaviourChoice = z
  .strictObject({
    answer: behaviour.answer.default("ok"),
    status: behaviour.status.default(500),
    retry_after_seconds: behaviour.retry_after_seconds.default(30),
    delay_ms: behaviour.delay_ms.default(5_000),
    failure_percent: behaviour.failure_percent.default(50),
  })
  .meta({ id: "ReceiverBehaviourChoice" });

export const ReceiverCreate = z
  .strictObject({
    name: z.string().min(1).max(LIMITS.name_characters),
    behaviour: ReceiverBehaviourChoice.optional(),
  })
  .meta({ id: "ReceiverCreate" });
export type ReceiverCreate = z.infer<typeof ReceiverCreate>;

export const ReceiverUpdate = z
  .strictObject({ name: z.string().min(1).max(LIMITS.name_characters), behaviour: ReceiverBehaviourChoice })
  .partial()
  .refine((value) => Object.keys(value).length > 0, { message: "Cannot update nothing: name at least one field" })
  .meta({ id: "ReceiverUpdate" });
export type ReceiverUpdate = z.infer<typeof ReceiverUpdate>;

export const Receiver = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string().nullable().meta({
      description:
        "Register this as a webhook; null when the server does not know its public address (CALLCALL_PUBLIC_URL)",
    }),
    behaviour: ReceiverBehaviour,
    received: z.number().int().meta({ description: "Requests since the server started" }),
    created_at: Instant,
  })
  .meta({ id: "Receiver" });
export type Receiver = z.infer<typeof Receiver>;

export const ReceiverPage = pageOf(Receiver, "ReceiverPage");

export const ReceivedRequest = z
  .object({
    id: z.string(),
    at: Instant,
    method: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().meta({ description: "The first 64 KiB as text" }),
    body_bytes: z.number().int(),
    event_id: z.string().nullable(),
    event_type: z.string().nullable(),
    delivery_id: z.string().nullable(),
    attempt: z.number().int().nullable(),
    signature: z
      .object({
        valid: z.boolean(),
        webhook_id: z.string().nullable().meta({ description: "The webhook whose secret was used" }),
        diagnosis: z.array(
          z.object({
            code: z.string(),
            severity: z.enum(["ok", "warning", "error"]),
            message: z.string(),
            hint: z.string(),
          }),
        ),
      })
      .nullable()
      .meta({ description: "null: no webhook of the account points here, so there is no secret to check with" }),
    answered: z
      .object({ status: z.number().int().nullable(), note: z.string() })
      .meta({ description: "status is null where there was no answer" }),
  })
  .meta({ id: "ReceivedRequest" });
export type ReceivedRequest = z.infer<typeof ReceivedRequest>;

export const ReceivedRequests = z
  .object({ data: z.array(ReceivedRequest) })
  .meta({ id: "ReceivedRequests", description: "The last 100, newest first; kept in memory alone" });

/** Realistic events of some types at a rate for a while. */
export const TrafficStart = z
  .strictObject({
    types: z.array(z.string().min(1).max(128)).min(1).max(20),
    rate_per_second: z.number().min(0.1).max(LIMITS.traffic_rate_per_second_max),
    duration_seconds: z.number().int().min(1).max(LIMITS.traffic_seconds_max),
  })
  .meta({ id: "TrafficStart" });
export type TrafficStart = z.infer<typeof TrafficStart>;

export const TrafficRun = z
  .object({
    id: z.string(),
    types: z.array(z.string()),
    rate_per_second: z.number(),
    duration_seconds: z.number().int(),
    status: z.enum(["running", "finished", "stopped"]),
    published: z.number().int(),
    refused: z.number().int(),
    last_error: z.string().nullable(),
    started_at: Instant,
    ends_at: Instant,
    finished_at: Instant.nullable(),
  })
  .meta({ id: "TrafficRun" });
export type TrafficRun = z.infer<typeof TrafficRun>;

export const TrafficRuns = z
  .object({ data: z.array(TrafficRun) })
  .meta({ id: "TrafficRuns", description: "Newest first; kept in memory alone" });
