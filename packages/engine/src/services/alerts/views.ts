import type { Alert, AlertKind, AlertNotification, AlertRule } from "@callcall/contract";
import type { AlertNotificationRecord, AlertRecord } from "@callcall/store";
import { instant } from "../../domain/instant.ts";
import { hintOf, maskSecret } from "../../signing/secret.ts";
import { instantOrNull } from "../views.ts";
import { channelView } from "./channels.ts";
import type { Rule } from "./rule-book.ts";

/** @param shown the secret, whole: in the answer to the request that made it */
export function ruleView(rule: Rule, shown: string | null = null): AlertRule {
  return {
    id: rule.id,
    name: rule.name,
    condition: rule.condition,
    webhook_id: rule.webhookId,
    channels: rule.channels.map(channelView),
    enabled: rule.enabled,
    muted_until: instantOrNull(rule.mutedUntilMs),
    built_in: rule.builtIn,
    signing_secret: shown ?? (rule.secret === null ? null : maskSecret(hintOf(rule.secret))),
    created_at: instant(rule.createdMs),
    updated_at: instant(rule.updatedMs),
  };
}

export function alertView(alert: AlertRecord, notifications: readonly AlertNotificationRecord[]): Alert {
  return {
    id: alert.id,
    rule_id: alert.ruleId,
    rule_name: alert.ruleName,
    kind: alert.kind as AlertKind,
    status: alert.resolvedMs === null ? "open" : "resolved",
    muted: alert.muted,
    webhook_id: alert.webhookId,
    summary: alert.summary,
    detail: alert.detail,
    value: alert.value,
    threshold: alert.threshold,
    count: alert.count,
    opened_at: instant(alert.openedMs),
    last_seen_at: instant(alert.lastSeenMs),
    resolved_at: instantOrNull(alert.resolvedMs),
    resolved_by: alert.resolvedBy,
    notifications: notifications.map(notificationView),
  };
}

function notificationView(notification: AlertNotificationRecord): AlertNotification {
  return {
    channel: notification.channel as AlertNotification["channel"],
    target: notification.target,
    reason: notification.reason as AlertNotification["reason"],
    status: notification.status,
    attempts: notification.attempts,
    error: notification.error,
    at: instant(notification.atMs),
    next_try_at: instantOrNull(notification.nextTryMs),
  };
}
