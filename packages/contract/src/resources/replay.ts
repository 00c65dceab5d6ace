import { z } from "zod";
import { SUBSCRIPTION_PATTERN } from "../event-types/index.ts";
import { LIMITS } from "../limits.ts";
import { Instant, pageOf } from "./common.ts";
import { DeliveryCounts } from "./event.ts";

/** Which events of the window a replay sends. */
export const REPLAY_SELECTIONS = [
  /** Those whose delivery to the webhook has failed for good. */
  "failed",
  /** Those that the webhook wants now and was never owed. */
  "missing",
  /** All that the webhook wants now, whatever became of them before. */
  "all",
] as const;
export type ReplaySelection = (typeof REPLAY_SELECTIONS)[number];

export const REPLAY_STATUSES = ["running", "completed", "cancelled", "failed"] as const;
export type ReplayStatus = (typeof REPLAY_STATUSES)[number];

/** Why a replay ended before it was through. */
export const REPLAY_FAILURES = ["webhook_disabled", "webhook_deleted"] as const;
export type ReplayFailure = (typeof REPLAY_FAILURES)[number];

const DAYS = LIMITS.replay_window_seconds_max / 86_400;

export const ReplayStart = z
  .strictObject({
    which: z.enum(REPLAY_SELECTIONS).meta({
      description: "failed: deliveries that failed for good; missing: events never owed to it; all: both, and the rest",
    }),
    since: Instant.meta({
      description: `The first instant of the window, by the time of the event; ${DAYS} days at most`,
    }),
    until: Instant.optional().meta({ description: "The end of the window, itself not in it; without it, now" }),
    types: z
      .array(z.string().max(128).regex(SUBSCRIPTION_PATTERN, "must be an event type, a prefix such as customer.* or *"))
      .min(1)
      .max(LIMITS.events_per_webhook)
      .optional()
      .meta({ description: "Only these types, of those that the webhook gets; without it, all" }),
    rate_per_second: z
      .number()
      .int()
      .min(1)
      .max(LIMITS.replay_rate_per_second_max)
      .default(LIMITS.replay_rate_per_second_default)
      .meta({ description: "Events a second at most. It slows down by itself while live events are waiting" }),
    dry_run: z.boolean().default(false).meta({ description: "true: count, and write nothing" }),
  })
  .meta({ id: "ReplayStart" });
export type ReplayStart = z.infer<typeof ReplayStart>;

const selection = {
  webhook_id: z.string(),
  which: z.enum(REPLAY_SELECTIONS),
  since: Instant,
  until: Instant,
  types: z.array(z.string()).nullable(),
  total: z.number().int().meta({ description: "Events to replay, as counted before it started" }),
  total_exact: z.boolean().meta({
    description: `false: the window holds more than ${LIMITS.replay_counted_rows} rows, and total is an estimate from those`,
  }),
};

export const ReplayCount = z
  .object({ dry_run: z.literal(true), ...selection })
  .meta({ id: "ReplayCount", description: "What a replay would do now" });
export type ReplayCount = z.infer<typeof ReplayCount>;

export const Replay = z
  .object({
    dry_run: z.literal(false),
    id: z.string().meta({ example: "rpl_00001v7Cq3HkJpR2mX4bTz" }),
    ...selection,
    rate_per_second: z.number().int(),
    status: z.enum(REPLAY_STATUSES),
    failure: z.enum(REPLAY_FAILURES).nullable().meta({ description: "Why it failed; null unless it did" }),
    examined: z.number().int().meta({ description: "Events looked at so far" }),
    replayed: z.number().int().meta({ description: "Events given to the webhook's queue so far, each once" }),
    skipped: z.number().int().meta({
      description: "Events left alone: on their way already, changed meanwhile, or without a payload any more",
    }),
    waiting: z.boolean().meta({ description: "It holds back, as the webhook has other deliveries due" }),
    replayed_per_second: z.number().nullable().meta({ description: "Over the last half minute; null unless it runs" }),
    estimated_finish_at: Instant.nullable(),
    created_at: Instant,
    finished_at: Instant.nullable(),
  })
  .meta({ id: "Replay" });
export type Replay = z.infer<typeof Replay>;

export const ReplayDetail = Replay.extend({
  deliveries: DeliveryCounts.meta({
    description: `What has become of what it sent, each state counted up to ${LIMITS.replay_counted_rows}`,
  }),
}).meta({ id: "ReplayDetail" });
export type ReplayDetail = z.infer<typeof ReplayDetail>;

export const ReplayStarted = z.union([Replay, ReplayCount]).meta({ id: "ReplayStarted" });

export const ReplayPage = pageOf(Replay, "ReplayPage");
