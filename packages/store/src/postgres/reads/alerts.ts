import type { AlertFilter, AlertReadStore } from "../../port/alerts.ts";
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
import { Conditions, listsOf, pageStart } from "./select.ts";

/** The very words of the partial index `alerts_live`. */
const LIVE = "(resolved_ms IS NULL OR held = 1)";
const NOTIFICATION = `n.account_id, n.message_id, n.number, m.rule_id, m.reason, n.channel, n.target, n.status,
  n.attempts, n.error, n.next_try_ms, n.at_ms`;

export function prepareAlertReads(database: Database): AlertReadStore {
  const lists = listsOf(database);
  const rules = prepare<AlertRuleRow>(database, "SELECT * FROM callcall.alert_rules WHERE account_id = $1 ORDER BY id");
  const alert = prepare<AlertRow>(database, "SELECT * FROM callcall.alerts WHERE account_id = $1 AND id = $2");
  const live = prepare<AlertRow>(
    database,
    `SELECT * FROM callcall.alerts WHERE account_id = $1 AND ${LIVE} ORDER BY rule_id, webhook_id`,
  );
  const signals = prepare<SignalRow>(
    database,
    "SELECT * FROM callcall.alert_signals WHERE account_id = $1 ORDER BY webhook_id, kind",
  );
  const nextWithAlert = prepare<{ account_id: string }>(
    database,
    `SELECT account_id FROM callcall.alerts WHERE ${LIVE} AND account_id > $1 ORDER BY account_id LIMIT 1`,
  );
  const nextWithSignal = prepare<{ account_id: string }>(
    database,
    "SELECT account_id FROM callcall.alert_signals WHERE account_id > $1 ORDER BY account_id LIMIT 1",
  );
  const notifications = prepare<NotificationRow>(
    database,
    `SELECT ${NOTIFICATION} FROM callcall.alert_message_alerts AS l
     JOIN callcall.alert_messages AS m ON m.account_id = l.account_id AND m.id = l.message_id
     JOIN callcall.alert_notifications AS n ON n.account_id = l.account_id AND n.message_id = l.message_id
     WHERE l.account_id = $1 AND l.alert_id = $2 ORDER BY l.message_id DESC, n.number LIMIT $3`,
  );
  const nextDue = prepare<{ next_try_ms: number }>(
    database,
    `SELECT next_try_ms FROM callcall.alert_notifications
     WHERE next_try_ms IS NOT NULL AND next_try_ms > $1 ORDER BY next_try_ms LIMIT 1`,
  );

  /** From one account to the next by a seek each. */
  async function walk(next: typeof nextWithAlert): Promise<readonly string[]> {
    const accounts: string[] = [];
    for (let row = await next.get(""); row !== undefined; row = await next.get(row.account_id))
      accounts.push(row.account_id);
    return accounts;
  }

  return {
    alertRules: async (accountId) => (await rules.all(accountId)).map(alertRuleRecord),
    async alert(accountId, alertId) {
      const row = await alert.get(accountId, alertId);
      return row === undefined ? undefined : alertRecord(row);
    },
    async alerts(accountId, filter, page) {
      const where = conditions(accountId, filter, page);
      const sql = `SELECT * FROM callcall.alerts WHERE ${where}
        ORDER BY opened_ms DESC, id DESC LIMIT ${where.parameter(page.limit)}`;
      return (await lists<AlertRow>(sql).all(...where.values)).map(alertRecord);
    },
    liveAlerts: async (accountId) => (await live.all(accountId)).map(alertRecord),
    alertSignals: async (accountId) => (await signals.all(accountId)).map(alertSignal),
    alertAccounts: async () => [...new Set((await Promise.all([walk(nextWithAlert), walk(nextWithSignal)])).flat())],
    alertNotifications: async (accountId, alertId, limit) =>
      (await notifications.all(accountId, alertId, limit)).map(notificationRecord),
    async dueAlertNotifications(nowMs, limit, exceptAccounts) {
      // The account stands in the index: rows of those left out are passed over there, without their contents.
      const where = new Conditions().add("n.next_try_ms IS NOT NULL AND n.next_try_ms <= ?", nowMs);
      where.add("n.account_id <> ALL (?::text[])", exceptAccounts);
      const sql = `SELECT ${NOTIFICATION}, m.created_ms, m.content, n.sealed
        FROM callcall.alert_notifications AS n
        JOIN callcall.alert_messages AS m ON m.account_id = n.account_id AND m.id = n.message_id
        WHERE ${where} ORDER BY n.next_try_ms, n.account_id, n.message_id, n.number LIMIT ${where.parameter(limit)}`;
      return (await lists<DueNotificationRow>(sql).all(...where.values)).map(dueNotification);
    },
    nextAlertNotificationMs: async (afterMs) => (await nextDue.get(afterMs))?.next_try_ms,
  };
}

function conditions(accountId: string, filter: AlertFilter, page: Page): Conditions {
  const where = new Conditions().add("account_id = ?", accountId);
  if (filter.ruleId !== undefined) where.add("rule_id = ?", filter.ruleId);
  if (filter.webhookId !== undefined) where.add("webhook_id = ?", filter.webhookId);
  if (filter.status !== undefined) where.add(`resolved_ms IS ${filter.status === "open" ? "" : "NOT "}NULL`);
  return where.add("(opened_ms, id) < (?::bigint, ?::text)", ...pageStart(page));
}
