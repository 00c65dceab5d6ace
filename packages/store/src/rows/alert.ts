import type {
  AlertNotificationRecord,
  AlertRecord,
  AlertRuleRecord,
  AlertSignal,
  DueAlertNotification,
  NotificationStatus,
} from "../port/alerts.ts";
import type { SqlValue } from "./sql-value.ts";

export interface AlertRuleRow {
  readonly account_id: string;
  readonly id: string;
  readonly name: string;
  readonly condition: string;
  readonly webhook_id: string | null;
  readonly secret_hint: string;
  readonly enabled: number;
  readonly muted_until_ms: number | null;
  readonly created_ms: number;
  readonly updated_ms: number;
  readonly sealed_channels: Uint8Array | null;
  readonly sealed_secret: Uint8Array | null;
}

export function alertRuleRecord(row: AlertRuleRow): AlertRuleRecord {
  return {
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    condition: row.condition,
    webhookId: row.webhook_id,
    sealedChannels: row.sealed_channels,
    sealedSecret: row.sealed_secret,
    secretHint: row.secret_hint,
    enabled: row.enabled === 1,
    mutedUntilMs: row.muted_until_ms,
    createdMs: row.created_ms,
    updatedMs: row.updated_ms,
  };
}

export interface AlertRow {
  readonly account_id: string;
  readonly id: string;
  readonly rule_id: string;
  readonly webhook_id: string;
  readonly opened_ms: number;
  readonly resolved_ms: number | null;
  readonly held: number;
  readonly rule_name: string;
  readonly kind: string;
  readonly muted: number;
  readonly summary: string;
  readonly detail: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly count: number;
  readonly last_seen_ms: number;
  readonly clear_since_ms: number | null;
  readonly told_ms: number | null;
  readonly resolved_by: string | null;
}

export function alertRecord(row: AlertRow): AlertRecord {
  return {
    accountId: row.account_id,
    id: row.id,
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    kind: row.kind,
    webhookId: row.webhook_id,
    muted: row.muted === 1,
    summary: row.summary,
    detail: row.detail,
    value: row.value,
    threshold: row.threshold,
    count: row.count,
    openedMs: row.opened_ms,
    lastSeenMs: row.last_seen_ms,
    clearSinceMs: row.clear_since_ms,
    toldMs: row.told_ms,
    resolvedMs: row.resolved_ms,
    resolvedBy: row.resolved_by,
    held: row.held === 1,
  };
}

export const ALERT_COLUMNS = [
  "account_id",
  "id",
  "rule_id",
  "webhook_id",
  "opened_ms",
  "resolved_ms",
  "held",
  "rule_name",
  "kind",
  "muted",
  "summary",
  "detail",
  "value",
  "threshold",
  "count",
  "last_seen_ms",
  "clear_since_ms",
  "told_ms",
  "resolved_by",
] as const;

/** In the order of ALERT_COLUMNS. */
export function alertValues(alert: AlertRecord): SqlValue[] {
  return [
    alert.accountId,
    alert.id,
    alert.ruleId,
    alert.webhookId,
    alert.openedMs,
    alert.resolvedMs,
    alert.held ? 1 : 0,
    alert.ruleName,
    alert.kind,
    alert.muted ? 1 : 0,
    alert.summary,
    alert.detail,
    alert.value,
    alert.threshold,
    alert.count,
    alert.lastSeenMs,
    alert.clearSinceMs,
    alert.toldMs,
    alert.resolvedBy,
  ];
}

export interface NotificationRow {
  readonly account_id: string;
  readonly message_id: string;
  readonly number: number;
  readonly rule_id: string;
  readonly reason: string;
  readonly channel: string;
  readonly target: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly error: string | null;
  readonly next_try_ms: number | null;
  readonly at_ms: number;
}

export function notificationRecord(row: NotificationRow): AlertNotificationRecord {
  return {
    accountId: row.account_id,
    messageId: row.message_id,
    number: row.number,
    ruleId: row.rule_id,
    reason: row.reason,
    channel: row.channel,
    target: row.target,
    status: row.status,
    attempts: row.attempts,
    error: row.error,
    nextTryMs: row.next_try_ms,
    atMs: row.at_ms,
  };
}

export interface DueNotificationRow extends NotificationRow {
  readonly created_ms: number;
  readonly content: string;
  readonly sealed: Uint8Array;
}

export function dueNotification(row: DueNotificationRow): DueAlertNotification {
  return { ...notificationRecord(row), createdMs: row.created_ms, content: row.content, sealed: row.sealed };
}

export interface SignalRow {
  readonly webhook_id: string;
  readonly kind: AlertSignal["kind"];
  readonly count: number;
  readonly last_ms: number;
}

export function alertSignal(row: SignalRow): AlertSignal {
  return { webhookId: row.webhook_id, kind: row.kind, count: row.count, lastMs: row.last_ms };
}
