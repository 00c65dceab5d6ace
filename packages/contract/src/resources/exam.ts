import { z } from "zod";
import { Instant } from "./common.ts";
import { Attempt } from "./delivery.ts";

/** What a consumer is asked, in this order. Each is one or two requests to the webhook's URL. */
export const EXAM_SCENARIOS = [
  /** A valid event: a 2xx is expected. */
  "valid",
  /** A signature made with another secret, then none at all: anything but a 2xx is expected. */
  "wrong_signature",
  /** Correctly signed, with a timestamp 10 minutes old: anything but a 2xx. */
  "stale_timestamp",
  /** The same valid event twice: a 2xx both times. */
  "duplicate_id",
  /** A type that the consumer cannot know: a 2xx, since it must not fail on what is added later. */
  "unknown_type",
  /** How long a valid event takes to be acknowledged: work belongs behind the answer. */
  "slow_ack",
] as const;
export type ExamScenario = (typeof EXAM_SCENARIOS)[number];

export const ExamRequest = z
  .strictObject({
    scenarios: z.array(z.enum(EXAM_SCENARIOS)).min(1).max(EXAM_SCENARIOS.length).optional().meta({
      description: "Without it, all",
    }),
    type: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .meta({ description: "Event type of the samples; by default one the webhook is subscribed to" }),
  })
  .meta({ id: "ExamRequest" });
export type ExamRequest = z.infer<typeof ExamRequest>;

export const ExamResult = z
  .object({
    scenario: z.enum(EXAM_SCENARIOS),
    title: z.string(),
    expectation: z.string().meta({ description: "What the guide asks of a consumer here" }),
    verdict: z.enum(["pass", "warn", "fail", "skipped"]),
    finding: z.string().meta({ description: "What the consumer did" }),
    fix: z
      .object({
        summary: z.string(),
        code: z.array(z.object({ language: z.string(), title: z.string(), code: z.string() })),
      })
      .nullable()
      .meta({ description: "What to change, with the code that does it; null when nothing is to be done" }),
    attempts: z.array(Attempt),
  })
  .meta({ id: "ExamResult" });
export type ExamResult = z.infer<typeof ExamResult>;

export const ExamReport = z
  .object({
    webhook_id: z.string(),
    passed: z.boolean().meta({ description: "Every scenario passed, if with a warning" }),
    started_at: Instant,
    finished_at: Instant,
    results: z.array(ExamResult),
  })
  .meta({ id: "ExamReport" });
export type ExamReport = z.infer<typeof ExamReport>;
