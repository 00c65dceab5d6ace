import type {
  AlertChange,
  AlertResults,
  ApplyAlerts,
  ApplyAlertsResult,
  ExpireAlerts,
  NewAlertMessage,
  SettleAlertNotification,
} from "../../port/alerts.ts";
import { ALERT_COLUMNS, alertValues } from "../../rows/alert.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface AlertCommands {
  apply(command: ApplyAlerts): ApplyAlertsResult;
  settle(command: SettleAlertNotification): AlertResults["alert_notification.settle"];
  expire(command: ExpireAlerts): AlertResults["alerts.expire"];
}

export function prepareAlerts(database: Database, appendAudit: AppendAudit): AlertCommands {
  const change = prepareChange(database);
  const insertMessage = prepareInsertMessage(database);
  // What was added since it was looked at stays for the next look.
  const takeBack = prepare(
    database,
    "UPDATE alert_signals SET count = count - ?4 WHERE account_id = ?1 AND webhook_id = ?2 AND kind = ?3",
  );
  const dropSpent = prepare(
    database,
    "DELETE FROM alert_signals WHERE account_id = ? AND webhook_id = ? AND kind = ? AND count <= 0",
  );

  return {
    apply({ accountId, changes, messages, signals, audit }) {
      const changed = changes.flatMap((entry) => {
        const id = entry.kind === "open" ? entry.alert.id : entry.alertId;
        return change(accountId, entry) ? [id] : [];
      });
      const happened = new Set(changed);
      for (const message of messages) {
        const alertIds = message.alertIds.filter((id) => happened.has(id));
        if (alertIds.length > 0) insertMessage(accountId, { ...message, alertIds });
      }
      for (const { webhookId, kind, count } of signals) {
        takeBack.run(accountId, webhookId, kind, count);
        dropSpent.run(accountId, webhookId, kind);
      }
      if (audit !== null && changed.length > 0) appendAudit(audit);
      return { kind: "applied", changed };
    },
    settle: prepareSettle(database),
    expire: prepareExpireAlerts(database),
  };
}

/** Whether it changed anything. */
function prepareChange(database: Database): (accountId: string, change: AlertChange) => boolean {
  const open = prepare(
    database,
    `INSERT INTO alerts (${ALERT_COLUMNS.join(", ")}) VALUES (${ALERT_COLUMNS.map(() => "?").join(", ")})
     ON CONFLICT (account_id, rule_id, webhook_id) WHERE resolved_ms IS NULL OR held = 1 DO NOTHING`,
  );
  const update = prepare(
    database,
    `UPDATE alerts SET muted = ?3, detail = ?4, value = ?5, count = ?6, last_seen_ms = ?7, clear_since_ms = ?8,
       told_ms = ?9
     WHERE account_id = ?1 AND id = ?2 AND resolved_ms IS NULL`,
  );
  const resolve = prepare(
    database,
    `UPDATE alerts SET resolved_ms = ?3, resolved_by = ?4, held = ?5
     WHERE account_id = ?1 AND id = ?2 AND resolved_ms IS NULL`,
  );
  const release = prepare(database, "UPDATE alerts SET held = 0 WHERE account_id = ? AND id = ? AND held = 1");

  return (accountId, entry) => {
    switch (entry.kind) {
      case "open":
        return open.run(...alertValues(entry.alert)).changes === 1;
      case "update": {
        const { alertId, muted, detail, value, count, lastSeenMs, clearSinceMs, toldMs } = entry;
        const seen = [detail, value, count, lastSeenMs, clearSinceMs, toldMs] as const;
        return update.run(accountId, alertId, muted ? 1 : 0, ...seen).changes === 1;
      }
      case "resolve":
        return (
          resolve.run(accountId, entry.alertId, entry.resolvedMs, entry.resolvedBy, entry.held ? 1 : 0).changes === 1
        );
      case "release":
        return release.run(accountId, entry.alertId).changes === 1;
    }
  };
}

function prepareInsertMessage(database: Database): (accountId: string, message: NewAlertMessage) => void {
  const insert = prepare(
    database,
    "INSERT INTO alert_messages (account_id, id, rule_id, reason, created_ms, content) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const link = prepare(
    database,
    "INSERT INTO alert_message_alerts (account_id, alert_id, message_id) VALUES (?, ?, ?)",
  );
  const insertNotification = prepare(
    database,
    `INSERT INTO alert_notifications
       (account_id, message_id, number, channel, target, status, attempts, error, next_try_ms, at_ms, sealed)
     VALUES (?1, ?2, ?3, ?4, ?5, 'pending', 0, NULL, ?6, ?6, ?7)`,
  );
  return (accountId, { id, ruleId, reason, createdMs, content, alertIds, notifications }) => {
    insert.run(accountId, id, ruleId, reason, createdMs, content);
    for (const alertId of alertIds) link.run(accountId, alertId, id);
    notifications.forEach(({ channel, target, sealed }, number) => {
      insertNotification.run(accountId, id, number, channel, target, createdMs, sealed);
    });
  };
}

function prepareSettle(database: Database): AlertCommands["settle"] {
  const settle = prepare(
    database,
    `UPDATE alert_notifications SET attempts = ?4, status = ?5, error = ?6, next_try_ms = ?7, at_ms = ?8,
       sealed = CASE WHEN ?5 = 'pending' THEN sealed END
     WHERE account_id = ?1 AND message_id = ?2 AND number = ?3 AND status = 'pending' AND attempts = ?4 - 1`,
  );
  return ({ accountId, messageId, number, attempts, status, error, nextTryMs, atMs }) => {
    const { changes } = settle.run(accountId, messageId, number, attempts, status, error, nextTryMs, atMs);
    return { kind: changes === 1 ? "settled" : "stale" };
  };
}

function prepareExpireAlerts(database: Database): AlertCommands["expire"] {
  const ended = prepare<{ account_id: string; id: string }>(
    database,
    `SELECT account_id, id FROM alerts WHERE resolved_ms IS NOT NULL AND held = 0 AND resolved_ms < ?
     ORDER BY resolved_ms LIMIT ?`,
  );
  const old = prepare<{ account_id: string; id: string }>(
    database,
    "SELECT account_id, id FROM alert_messages WHERE created_ms < ? ORDER BY created_ms LIMIT ?",
  );
  const deleteAlert = prepare(database, "DELETE FROM alerts WHERE account_id = ? AND id = ?");
  const deleteLinks = prepare(database, "DELETE FROM alert_message_alerts WHERE account_id = ? AND alert_id = ?");
  const deleteMessage = prepare(database, "DELETE FROM alert_messages WHERE account_id = ? AND id = ?");
  const deleteSent = prepare(database, "DELETE FROM alert_notifications WHERE account_id = ? AND message_id = ?");

  return ({ beforeMs, limit }) => {
    const alerts = ended.all(beforeMs, limit);
    for (const { account_id, id } of alerts) {
      deleteAlert.run(account_id, id);
      deleteLinks.run(account_id, id);
    }
    const messages = old.all(beforeMs, limit);
    for (const { account_id, id } of messages) {
      deleteMessage.run(account_id, id);
      deleteSent.run(account_id, id);
    }
    return { kind: "expired", rows: alerts.length + messages.length };
  };
}
