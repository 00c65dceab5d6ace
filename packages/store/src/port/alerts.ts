/** Alerts: their rules, what fired, and who is told. Records, commands and reads of one theme. */
import type { AuditRecord } from "./records.ts";
import type { Page } from "./store.ts";

/** A rule as it was stored: one of an account's own, or a default that was changed. */
export interface AlertRuleRecord {
  readonly accountId: string;
  readonly id: string;
  readonly name: string;
  /** JSON. */
  readonly condition: string;
  /** Null: every webhook of the account. */
  readonly webhookId: string | null;
  /** The channels as JSON, encrypted by the engine; null when there are none. */
  readonly sealedChannels: Uint8Array | null;
  /** Signs what goes to webhook channels, encrypted by the engine; null without such a channel. */
  readonly sealedSecret: Uint8Array | null;
  /** The last four characters of the secret. */
  readonly secretHint: string;
  readonly enabled: boolean;
  readonly mutedUntilMs: number | null;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface AlertRecord {
  readonly accountId: string;
  readonly id: string;
  readonly ruleId: string;
  /** As it was when the alert opened. */
  readonly ruleName: string;
  readonly kind: string;
  readonly webhookId: string;
  /** The rule was muted when it fired, and nobody has been told since. */
  readonly muted: boolean;
  readonly summary: string;
  readonly detail: string;
  readonly value: number | null;
  readonly threshold: number | null;
  /** How often it was seen since it opened. */
  readonly count: number;
  readonly openedMs: number;
  readonly lastSeenMs: number;
  /** Since when the condition is not met any more; null while it is. */
  readonly clearSinceMs: number | null;
  /** When somebody was told last that it is open; null: nobody was. */
  readonly toldMs: number | null;
  readonly resolvedMs: number | null;
  readonly resolvedBy: string | null;
  /** Resolved by hand while the condition was met: it does not open again before it was clear. */
  readonly held: boolean;
}

/** What changes in an alert that stays open. */
export interface AlertSeen {
  readonly muted: boolean;
  readonly detail: string;
  readonly value: number | null;
  readonly count: number;
  readonly lastSeenMs: number;
  readonly clearSinceMs: number | null;
  readonly toldMs: number | null;
}

/**
 * One step of one alert. Of a rule and a webhook at most one alert is open or held: `open` finds it and does
 * nothing, and so does everything else that comes too late.
 */
export type AlertChange =
  | { readonly kind: "open"; readonly alert: AlertRecord }
  | ({ readonly kind: "update"; readonly alertId: string } & AlertSeen)
  | {
      readonly kind: "resolve";
      readonly alertId: string;
      readonly resolvedMs: number;
      readonly resolvedBy: string;
      readonly held: boolean;
    }
  /** It may open again. */
  | { readonly kind: "release"; readonly alertId: string };

export type NotificationStatus = "pending" | "sent" | "failed";

/** A message on its way through one channel. */
export interface NewAlertNotification {
  readonly channel: string;
  /** As it may be shown. */
  readonly target: string;
  /** The channel as JSON, encrypted by the engine; erased once it is sent or given up. */
  readonly sealed: Uint8Array;
}

/** What is told about one or more alerts of one rule, and through which channels. */
export interface NewAlertMessage {
  readonly id: string;
  readonly ruleId: string;
  readonly reason: string;
  readonly createdMs: number;
  /** What is told, as JSON: every try says the same. */
  readonly content: string;
  readonly alertIds: readonly string[];
  readonly notifications: readonly NewAlertNotification[];
}

export interface AlertNotificationRecord {
  readonly accountId: string;
  readonly messageId: string;
  /** Its place among the notifications of the message, from 0. */
  readonly number: number;
  readonly ruleId: string;
  readonly reason: string;
  readonly channel: string;
  readonly target: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly error: string | null;
  /** Set exactly while it is pending. */
  readonly nextTryMs: number | null;
  /** Of the last try, or of its making. */
  readonly atMs: number;
}

export interface DueAlertNotification extends AlertNotificationRecord {
  readonly createdMs: number;
  readonly content: string;
  readonly sealed: Uint8Array;
}

/** Something that only the settling of an attempt knows: written with it, taken back once it was looked at. */
export interface AlertSignal {
  readonly webhookId: string;
  readonly kind: "delivery_exhausted" | "webhook_disabled";
  readonly count: number;
  readonly lastMs: number;
}

export interface AlertFilter {
  readonly status?: "open" | "resolved";
  readonly ruleId?: string;
  readonly webhookId?: string;
}

/** Insert (`mode: "create"`) or replace a rule. A rule that is gone stays gone, unless it is a default. */
export interface PutAlertRule {
  readonly kind: "alert_rule.put";
  readonly rule: AlertRuleRecord;
  readonly mode: "create" | "replace" | "replace_default";
  /** Refuse when the account has this many of its own. */
  readonly limit: number;
  readonly audit: AuditRecord;
}

export type PutAlertRuleResult =
  | { readonly kind: "put" }
  | { readonly kind: "not_found" }
  | { readonly kind: "limit_reached" };

/** Remove a rule and resolve its open alerts; nobody is told. */
export interface DeleteAlertRule {
  readonly kind: "alert_rule.delete";
  readonly accountId: string;
  readonly ruleId: string;
  readonly nowMs: number;
  readonly resolvedBy: string;
  readonly audit: AuditRecord;
}

export type DeleteAlertRuleResult =
  | { readonly kind: "deleted"; readonly resolved: readonly string[] }
  | { readonly kind: "not_found" };

/** Change alerts, write down who is to be told of it, and take the signals back that led to it: all in one step. */
export interface ApplyAlerts {
  readonly kind: "alerts.apply";
  readonly accountId: string;
  readonly changes: readonly AlertChange[];
  /** Each is written if one of its alerts has changed. */
  readonly messages: readonly NewAlertMessage[];
  readonly signals: readonly Pick<AlertSignal, "webhookId" | "kind" | "count">[];
  readonly audit: AuditRecord | null;
}

/** The ids of the alerts that did change. */
export interface ApplyAlertsResult {
  readonly kind: "applied";
  readonly changed: readonly string[];
}

/** Record a try. Stale: another was recorded meanwhile. */
export interface SettleAlertNotification {
  readonly kind: "alert_notification.settle";
  readonly accountId: string;
  readonly messageId: string;
  readonly number: number;
  /** This one included; the fence. */
  readonly attempts: number;
  readonly status: NotificationStatus;
  readonly error: string | null;
  /** Set exactly when the status is pending. */
  readonly nextTryMs: number | null;
  readonly atMs: number;
}

/** Drop alerts resolved and messages made before then, at most `limit` of each. */
export interface ExpireAlerts {
  readonly kind: "alerts.expire";
  readonly beforeMs: number;
  readonly limit: number;
}

export interface AlertResults {
  readonly "alert_rule.put": PutAlertRuleResult;
  readonly "alert_rule.delete": DeleteAlertRuleResult;
  readonly "alerts.apply": ApplyAlertsResult;
  readonly "alert_notification.settle": { readonly kind: "settled" } | { readonly kind: "stale" };
  readonly "alerts.expire": { readonly kind: "expired"; readonly rows: number };
}

export type AlertCommand = PutAlertRule | DeleteAlertRule | ApplyAlerts | SettleAlertNotification | ExpireAlerts;

export interface AlertReadStore {
  /** All that is stored, by id. */
  alertRules(accountId: string): Promise<readonly AlertRuleRecord[]>;
  alert(accountId: string, alertId: string): Promise<AlertRecord | undefined>;
  /** Newest first, by the time of opening. */
  alerts(accountId: string, filter: AlertFilter, page: Page): Promise<readonly AlertRecord[]>;
  /** Those that are open or held, at most one for each rule and webhook. */
  liveAlerts(accountId: string): Promise<readonly AlertRecord[]>;
  alertSignals(accountId: string): Promise<readonly AlertSignal[]>;
  /** Accounts with live alerts or signals. */
  alertAccounts(): Promise<readonly string[]>;
  /** Of an alert, newest first. */
  alertNotifications(accountId: string, alertId: string, limit: number): Promise<readonly AlertNotificationRecord[]>;
  /** Pending and due, over all accounts but a few, the earliest due first. */
  dueAlertNotifications(
    nowMs: number,
    limit: number,
    exceptAccounts: readonly string[],
  ): Promise<readonly DueAlertNotification[]>;
  /** The earliest due time of a pending notification after `afterMs`; undefined when there is none. */
  nextAlertNotificationMs(afterMs: number): Promise<number | undefined>;
}
