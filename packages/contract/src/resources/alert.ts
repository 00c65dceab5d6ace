import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { Instant, PageQuery, pageOf } from "./common.ts";

const window_seconds = z.number().int().min(60).max(86_400).meta({ description: "How far back is looked, in seconds" });
const min_attempts = z.number().int().min(1).max(1_000_000).meta({ description: "With fewer, nothing is said" });

/** When a rule fires. Each is judged per webhook. */
export const AlertCondition = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("failing_rate"),
      failed_percent: z.number().min(1).max(100),
      window_seconds,
      min_attempts,
    }),
    z.strictObject({ kind: z.literal("delivery_exhausted") }),
    z.strictObject({ kind: z.literal("webhook_disabled") }),
    z.strictObject({
      kind: z.literal("backlog_age"),
      seconds: z
        .number()
        .int()
        .min(60)
        .max(30 * 86_400)
        .meta({ description: "Age of the oldest delivery that is due" }),
    }),
    z.strictObject({
      kind: z.literal("latency"),
      p95_ms: z.number().int().min(1).max(30_000),
      window_seconds,
      min_attempts,
    }),
    z.strictObject({ kind: z.literal("secret_age") }),
  ])
  .meta({ id: "AlertCondition" });
export type AlertCondition = z.infer<typeof AlertCondition>;
export type AlertKind = AlertCondition["kind"];
export const ALERT_KINDS = [
  "failing_rate",
  "delivery_exhausted",
  "webhook_disabled",
  "backlog_age",
  "latency",
  "secret_age",
] as const satisfies readonly AlertKind[];

const Email = z.email().max(254);

/** Where an alert goes. */
export const AlertChannel = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("webhook"), url: z.string().min(1).max(LIMITS.url_characters) }),
    z.strictObject({ kind: z.literal("email"), to: z.array(Email).min(1).max(LIMITS.alert_recipients) }),
    z.strictObject({ kind: z.literal("slack"), url: z.string().min(1).max(LIMITS.url_characters) }),
  ])
  .meta({ id: "AlertChannel" });
export type AlertChannel = z.infer<typeof AlertChannel>;

const settings = {
  name: z.string().min(1).max(LIMITS.name_characters),
  condition: AlertCondition,
  webhook_id: z.string().max(64).nullable().meta({ description: "null: every webhook of the account" }),
  channels: z.array(AlertChannel).max(LIMITS.alert_channels),
  enabled: z.boolean(),
  muted_until: Instant.nullable().meta({ description: "Alerts are recorded meanwhile, and nobody is told" }),
};

export const AlertRuleCreate = z
  .strictObject({
    name: settings.name,
    condition: settings.condition,
    webhook_id: settings.webhook_id.optional(),
    channels: settings.channels.optional(),
    enabled: settings.enabled.optional(),
  })
  .meta({ id: "AlertRuleCreate" });
export type AlertRuleCreate = z.infer<typeof AlertRuleCreate>;

export const AlertRuleUpdate = z
  .strictObject(settings)
  .partial()
  .refine((value) => Object.keys(value).length > 0, { message: "Cannot update nothing: name at least one field" })
  .meta({ id: "AlertRuleUpdate" });
export type AlertRuleUpdate = z.infer<typeof AlertRuleUpdate>;

export const AlertRule = z
  .object({
    id: z.string(),
    ...settings,
    built_in: z.boolean().meta({ description: "One of the defaults: it can be changed and switched off, not removed" }),
    signing_secret: z.string().nullable().meta({
      description:
        "Signs what goes to webhook channels, as any delivery; null without one. Whole in the answer to the request that brought the first such channel, masked elsewhere",
    }),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: "AlertRule" });
export type AlertRule = z.infer<typeof AlertRule>;

export const AlertRulePage = pageOf(AlertRule, "AlertRulePage");

export const AlertNotification = z
  .object({
    channel: z.enum(["webhook", "email", "slack"]),
    target: z.string().meta({ description: "Where it went; of a URL, its host and its end" }),
    reason: z.enum(["opened", "reminder", "resolved", "test"]),
    status: z.enum(["pending", "sent", "failed"]),
    attempts: z.number().int(),
    error: z.string().nullable(),
    at: Instant.meta({ description: "Of the last try, or of its making" }),
    next_try_at: Instant.nullable().meta({ description: "Null once it is sent or given up" }),
  })
  .meta({ id: "AlertNotification" });
export type AlertNotification = z.infer<typeof AlertNotification>;

export const Alert = z
  .object({
    id: z.string(),
    rule_id: z.string(),
    rule_name: z.string(),
    kind: z.enum(ALERT_KINDS),
    status: z.enum(["open", "resolved"]),
    muted: z.boolean().meta({ description: "The rule was muted when it fired: nobody was told" }),
    webhook_id: z.string(),
    summary: z.string(),
    detail: z.string().meta({ description: "The figures that made it fire, in plain words" }),
    value: z.number().nullable().meta({ description: "What was measured last" }),
    threshold: z.number().nullable(),
    count: z.number().int().meta({ description: "How often it was seen since it opened: one alert groups them" }),
    opened_at: Instant,
    last_seen_at: Instant,
    resolved_at: Instant.nullable(),
    resolved_by: z.string().nullable().meta({ description: "system, or the key or session that resolved it" }),
    notifications: z.array(AlertNotification),
  })
  .meta({ id: "Alert" });
export type Alert = z.infer<typeof Alert>;

export const AlertPage = pageOf(Alert, "AlertPage");

export const AlertQuery = PageQuery.extend({
  status: z.enum(["open", "resolved"]).optional(),
  rule_id: z.string().max(64).optional(),
  webhook_id: z.string().max(64).optional(),
});
