import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { OUTCOMES } from "../outcomes.ts";
import { Instant, pageOf } from "./common.ts";

/** Widths of a bucket, in seconds: a minute to a day, in UTC. From an hour on they are read from hourly figures. */
export const BUCKET_SECONDS = [60, 300, 900, 3_600, 21_600, 86_400] as const;
export type BucketSeconds = (typeof BUCKET_SECONDS)[number];

/** The window of a chart. `bucket_seconds` is chosen by the server when absent. */
export const StatsQuery = z.strictObject({
  since: Instant.optional().meta({
    description: "Inclusive, rounded down to a bucket; 24 hours before until by default",
  }),
  until: Instant.optional().meta({ description: "Exclusive, rounded up to a bucket; now by default" }),
  bucket_seconds: z
    .enum(BUCKET_SECONDS.map(String) as [string, ...string[]])
    .optional()
    .meta({ description: `Width of a bucket in seconds: ${BUCKET_SECONDS.join(", ")}` }),
});
export type StatsQuery = z.infer<typeof StatsQuery>;

export const ResponseTimes = z
  .object({
    count: z.number().int().meta({ description: "Attempts that got a response" }),
    p50: z.number(),
    p95: z.number(),
    p99: z.number(),
  })
  .meta({
    id: "ResponseTimes",
    description:
      "Percentiles of the whole attempt in milliseconds, from a histogram: at most 2.2 % from the exact value",
  });

const figures = {
  events: z.number().int().meta({ description: "Events accepted; for one webhook, those it was owed" }),
  attempts: z.number().int().meta({ description: "Attempts that ended, faults of ours included" }),
  delivered: z.number().int().meta({ description: "Attempts that were answered with a 2xx" }),
  failed: z.number().int().meta({ description: "Attempts that failed and count against the webhook" }),
  success_rate: z.number().nullable().meta({ description: "delivered / (delivered + failed); null without either" }),
  deliveries_succeeded: z.number().int(),
  deliveries_failed: z.number().int().meta({ description: "Failed for good: the schedule is used up" }),
  deliveries_cancelled: z.number().int(),
  response_ms: ResponseTimes.nullable(),
};

export const StatsBucket = z.object({ at: Instant, ...figures }).meta({ id: "StatsBucket" });
export type StatsBucket = z.infer<typeof StatsBucket>;

export const StatsTotals = z
  .object({
    ...figures,
    outcomes: z.partialRecord(z.enum(OUTCOMES), z.number().int()).meta({ description: "Attempts by outcome" }),
    pending: z.number().int().meta({ description: "Deliveries pending now, whatever the window" }),
    oldest_pending_at: Instant.nullable().meta({
      description: "When the oldest pending delivery's event was accepted",
    }),
  })
  .meta({ id: "StatsTotals" });
export type StatsTotals = z.infer<typeof StatsTotals>;

/** Rolled up as attempts settle: counts are exact, and reading them costs no scan over attempts. */
export const Stats = z
  .object({
    since: Instant,
    until: Instant,
    bucket_seconds: z.number().int(),
    totals: StatsTotals,
    buckets: z.array(StatsBucket).max(LIMITS.stats_buckets).meta({ description: "Without gaps, oldest first" }),
  })
  .meta({ id: "Stats" });
export type Stats = z.infer<typeof Stats>;

/** One line of the endpoint list: figures and a sparkline. */
export const WebhookStats = z
  .object({ webhook_id: z.string(), totals: StatsTotals, buckets: z.array(StatsBucket) })
  .meta({ id: "WebhookStats" });
export type WebhookStats = z.infer<typeof WebhookStats>;

export const WebhookStatsPage = pageOf(WebhookStats, "WebhookStatsPage");
