import type {
  AlertFilter,
  AlertNotificationRecord,
  AlertRecord,
  AlertRuleRecord,
  AlertSignal,
  DueAlertNotification,
} from "../../port/alerts.ts";
import type { Page } from "../../port/store.ts";
import {
  type AlertRow,
  type AlertRuleRow,
  alertRecord,
  alertRuleRecord,
  alertSignal,
  type DueNotificationRow,
  dueNotification,
  type NotificationRow,
  notificationRecord,
  type SignalRow,
} from "../../rows/alert.ts";
import { type Database, prepare } from "../driver.ts";
import { Conditions, cacheStatements, pageStart } from "./select.ts";

export interface AlertReads {
  alertRules(accountId: string): readonly AlertRuleRecord[];
  alert(accountId: string, alertId: string): AlertRecord | undefined;
  alerts(accountId: string, filter: AlertFilter, page: Page): readonly AlertRecord[];
  liveAlerts(accountId: string): readonly AlertRecord[];
  alertSignals(accountId: string): readonly AlertSignal[];
  alertAccounts(): readonly string[];
  alertNotifications(accountId: string, alertId: string, limit: number): readonly AlertNotificationRecord[];
  dueAlertNotifications(
    nowMs: number,
    limit: number,
    exceptAccounts: readonly string[],
  ): readonly DueAlertNotification[];
  nextAlertNotificationMs(afterMs: number): number | undefined;
}

/** The very words of the partial index `alerts_live`. */
const LIVE = "(resolved_ms IS NULL OR held = 1)";
const NOTIFICATION = `n.account_id, n.message_id, n.number, m.rule_id, m.reason, n.channel, n.target, n.status,
  n.attempts, n.error, n.next_try_ms, n.at_ms`;

export function prepareAlertReads(database: Database): AlertReads {
  const cached = cacheStatements(database);
  const rules = prepare<AlertRuleRow>(database, "SELECT * FROM alert_rules WHERE account_id = ? ORDER BY id");
  const alert = prepare<AlertRow>(database, "SELECT * FROM alerts WHERE account_id = ? AND id = ?");
  const live = prepare<AlertRow>(
    database,
    `SELECT * FROM alerts INDEXED BY alerts_live WHERE account_id = ? AND ${LIVE} ORDER BY rule_id, webhook_id`,
  );
  const signals = prepare<SignalRow>(
    database,
    "SELECT * FROM alert_signals WHERE account_id = ? ORDER BY webhook_id, kind",
  );
  const nextWithAlert = prepare<{ account_id: string }>(
    database,
    `SELECT account_id FROM alerts INDEXED BY alerts_live WHERE ${LIVE} AND account_id > ? ORDER BY account_id LIMIT 1`,
  );
  const nextWithSignal = prepare<{ account_id: string }>(
    database,
    "SELECT account_id FROM alert_signals WHERE account_id > ? ORDER BY account_id LIMIT 1",
  );
  const notifications = prepare<NotificationRow>(
    database,
    `SELECT ${NOTIFICATION} FROM alert_message_alerts AS l
     CROSS JOIN alert_messages AS m ON m.account_id = l.account_id AND m.id = l.message_id
     CROSS JOIN alert_notifications AS n ON n.account_id = l.account_id AND n.message_id = l.message_id
     WHERE l.account_id = ? AND l.alert_id = ? ORDER BY l.message_id DESC LIMIT ?`,
  );
  const nextDue = prepare<{ next_try_ms: number }>(
    database,
    `SELECT next_try_ms FROM alert_notifications INDEXED BY alert_notifications_due
     WHERE next_try_ms IS NOT NULL AND next_try_ms > ? ORDER BY next_try_ms LIMIT 1`,
  );

  /** From one account to the next by a seek each. */
  function walk(next: typeof nextWithAlert): readonly string[] {
    const accounts: string[] = [];
    for (let row = next.get(""); row !== undefined; row = next.get(row.account_id)) accounts.push(row.account_id);
    return accounts;
  }

  return {
    alertRules: (accountId) => rules.all(accountId).map(alertRuleRecord),
    alert(accountId, alertId) {
      const row = alert.get(accountId, alertId);
      return row === undefined ? undefined : alertRecord(row);
    },
    alerts(accountId, filter, page) {
      const where = conditions(accountId, filter, page);
      const sql = `SELECT * FROM alerts INDEXED BY ${indexFor(filter)} WHERE ${where}
        ORDER BY opened_ms DESC, id DESC LIMIT ${where.parameter(page.limit)}`;
      return cached<AlertRow>(sql)
        .all(...where.values)
        .map(alertRecord);
    },
    liveAlerts: (accountId) => live.all(accountId).map(alertRecord),
    alertSignals: (accountId) => signals.all(accountId).map(alertSignal),
    alertAccounts: () => [...new Set([...walk(nextWithAlert), ...walk(nextWithSignal)])],
    alertNotifications: (accountId, alertId, limit) =>
      notifications.all(accountId, alertId, limit).map(notificationRecord),
    dueAlertNotifications(nowMs, limit, exceptAccounts) {
      // The account stands in the index: rows of those left out are passed over there, without their contents.
      const where = new Conditions().add("n.next_try_ms IS NOT NULL AND n.next_try_ms <= ?", nowMs);
      for (const accountId of exceptAccounts) where.add("n.account_id <> ?", accountId);
      const sql = `SELECT ${NOTIFICATION}, m.created_ms, m.content, n.sealed
        FROM alert_notifications AS n INDEXED BY alert_notifications_due
        CROSS JOIN alert_messages AS m ON m.account_id = n.account_id AND m.id = n.message_id
        WHERE ${where} ORDER BY n.next_try_ms LIMIT ${where.parameter(limit)}`;
      return cached<DueNotificationRow>(sql)
        .all(...where.values)
        .map(dueNotification);
    },
    nextAlertNotificationMs: (afterMs) => nextDue.get(afterMs)?.next_try_ms,
  };
}

function conditions(accountId: string, filter: AlertFilter, page: Page): Conditions {
  const where = new Conditions().add("account_id = ?", accountId);
  if (filter.ruleId !== undefined) where.add("rule_id = ?", filter.ruleId);
  if (filter.webhookId !== undefined) where.add("webhook_id = ?", filter.webhookId);
  if (filter.status !== undefined) where.add(`resolved_ms IS ${filter.status === "open" ? "" : "NOT "}NULL`);
  return where.add("(opened_ms, id) < (?, ?)", ...pageStart(page));
}

/** Few are open, and an endpoint has fewer alerts than a rule. */
function indexFor(filter: AlertFilter): string {
  if (filter.status === "open") return "alerts_open";
  if (filter.webhookId !== undefined) return "alerts_by_webhook";
  return filter.ruleId === undefined ? "alerts_newest" : "alerts_by_rule";
}
