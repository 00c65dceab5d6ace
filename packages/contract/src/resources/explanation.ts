import { z } from "zod";
import { Delivery } from "./delivery.ts";
import { WebhookStatus } from "./webhook.ts";

/** Why a webhook did or did not get an event. A closed list: the dashboard has a sentence and a next step for each. */
export const EXPLANATION_VERDICTS = [
  /** A delivery exists and succeeded. */
  "delivered",
  /** A delivery exists and is waiting or being sent. */
  "pending",
  "failed",
  "cancelled",
  /** `events` of the webhook does not name the type. */
  "not_subscribed",
  /** The filter is not true for this event. */
  "filtered_out",
  /** The filter cannot be evaluated for this event, which counts as not true. */
  "filter_failed",
  /** The filter cannot be evaluated any more: retention has removed the payload. */
  "payload_expired",
  /** The webhook was registered after the event was accepted. */
  "registered_later",
  /** The webhook was disabled when the event was accepted. */
  "disabled",
  /** Its settings would match now, and were changed after the event was accepted. */
  "changed_since",
  /** The webhook is removed. */
  "removed",
] as const;
export type ExplanationVerdict = (typeof EXPLANATION_VERDICTS)[number];

export const Explanation = z
  .object({
    webhook_id: z.string(),
    url: z.string(),
    description: z.string(),
    webhook_status: z.enum([...WebhookStatus.options, "removed"]),
    verdict: z.enum(EXPLANATION_VERDICTS),
    message: z.string().meta({ description: "In plain words, for people" }),
    hint: z.string().nullable().meta({ description: "What to do about it, if anything" }),
    delivery: Delivery.nullable(),
  })
  .meta({ id: "Explanation" });
export type Explanation = z.infer<typeof Explanation>;

export const Explanations = z.object({ event_id: z.string(), data: z.array(Explanation) }).meta({
  id: "Explanations",
  description: "Every webhook of the account, and removed ones that were owed the event; those that got it first",
});
export type Explanations = z.infer<typeof Explanations>;

/** Owe an event to a webhook, whether or not it was owed before. */
export const EventReplay = z.strictObject({ webhook_id: z.string().max(64) }).meta({ id: "EventReplay" });
export type EventReplay = z.infer<typeof EventReplay>;
