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
import { placeholders } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface AlertCommands {
  apply(command: ApplyAlerts): Promise<ApplyAlertsResult>;
  settle(command: SettleAlertNotification): Promise<AlertResults["alert_notification.settle"]>;
  expire(command: ExpireAlerts): Promise<AlertResults["alerts.expire"]>;
}

export function prepareAlerts(database: Database, appendAudit: AppendAudit): AlertCommands {
  const change = prepareChange(database);
  const insertMessage = prepareInsertMessage(database);
  // What was added since it was looked at stays for the next look.
  const takeBack = prepare(
    database,
    "UPDATE callcall.alert_signals SET count = count - $4 WHERE account_id = $1 AND webhook_id = $2 AND kind = $3",
  );
  const dropSpent = prepare(
    database,
    "DELETE FROM callcall.alert_signals WHERE account_id = $1 AND webhook_id = $2 AND kind = $3 AND count <= 0",
  );

  return {
    async apply({ accountId, changes, messages, signals, audit }) {
      const changed: string[] = [];
      for (const entry of changes) {
        const id = entry.kind === "open" ? entry.alert.id : entry.alertId;
        if (await change(accountId, entry)) changed.push(id);
      }
      const happened = new Set(changed);
      for (const message of messages) {
        const alertIds = message.alertIds.filter((id) => happened.has(id));
        if (alertIds.length > 0) await insertMessage(accountId, { ...message, alertIds });
      }
      for (const { webhookId, kind, count } of signals) {
        await takeBack.run(accountId, webhookId, kind, count);
        await dropSpent.run(accountId, webhookId, kind);
      }
      if (audit !== null && changed.length > 0) await appendAudit(audit);
      return { kind: "applied", changed };
    },
    settle: prepareSettle(database),
    expire: prepareExpireAlerts(database),
  };
}

/** Whether it changed anything. */
function prepareChange(database: Database): (accountId: string, change: AlertChange) => Promise<boolean> {
  const open = prepare(
    database,
    `INSERT INTO callcall.alerts (${ALERT_COLUMNS.join(", ")}) VALUES (${placeholders(ALERT_COLUMNS.length)})
     ON CONFLICT (account_id, rule_id, webhook_id) WHERE resolved_ms IS NULL OR held = 1 DO NOTHING`,
  );
  const update = prepare(
    database,
    `UPDATE callcall.alerts SET muted = $3, detail = $4, value = $5, count = $6, last_seen_ms = $7, clear_since_ms = $8,
       told_ms = $9
     WHERE account_id = $1 AND id = $2 AND resolved_ms IS NULL`,
  );
  const resolve = prepare(
    database,
    `UPDATE callcall.alerts SET resolved_ms = $3, resolved_by = $4, held = $5
     WHERE account_id = $1 AND id = $2 AND resolved_ms IS NULL`,
  );
  const release = prepare(
    database,
    "UPDATE callcall.alerts SET held = 0 WHERE account_id = $1 AND id = $2 AND held = 1",
  );

  return async (accountId, entry) => {
    switch (entry.kind) {
      case "open":
        return (await open.run(...alertValues(entry.alert))).changes === 1;
      case "update": {
        const { alertId, muted, detail, value, count, lastSeenMs, clearSinceMs, toldMs } = entry;
        const seen = [detail, value, count, lastSeenMs, clearSinceMs, toldMs] as const;
        return (await update.run(accountId, alertId, muted ? 1 : 0, ...seen)).changes === 1;
      }
      case "resolve":
        return (
          (await resolve.run(accountId, entry.alertId, entry.resolvedMs, entry.resolvedBy, entry.held ? 1 : 0))
            .changes === 1
        );
      case "release":
        return (await release.run(accountId, entry.alertId)).changes === 1;
    }
  };
}

function prepareInsertMessage(database: Database): (accountId: string, message: NewAlertMessage) => Promise<void> {
  const insert = prepare(
    database,
    "INSERT INTO callcall.alert_messages (account_id, id, rule_id, reason, created_ms, content) VALUES ($1, $2, $3, $4, $5, $6)",
  );
  const link = prepare(
    database,
    "INSERT INTO callcall.alert_message_alerts (account_id, alert_id, message_id) VALUES ($1, $2, $3)",
  );
  const insertNotification = prepare(
    database,
    `INSERT INTO callcall.alert_notifications
       (account_id, message_id, number, channel, target, status, attempts, error, next_try_ms, at_ms, sealed)
     VALUES ($1, $2, $3, $4, $5, 'pending', 0, NULL, $6, $6, $7)`,
  );
  return async (accountId, { id, ruleId, reason, createdMs, content, alertIds, notifications }) => {
    await insert.run(accountId, id, ruleId, reason, createdMs, content);
    for (const alertId of alertIds) await link.run(accountId, alertId, id);
    for (const [number, { channel, target, sealed }] of notifications.entries()) {
      await insertNotification.run(accountId, id, number, channel, target, createdMs, sealed);
    }
  };
}

function prepareSettle(database: Database): AlertCommands["settle"] {
  const settle = prepare(
    database,
    `UPDATE callcall.alert_notifications SET attempts = $4::int, status = $5::text, error = $6, next_try_ms = $7, at_ms = $8,
       sealed = CASE WHEN $5::text = 'pending' THEN sealed END
     WHERE account_id = $1 AND message_id = $2 AND number = $3 AND status = 'pending' AND attempts = $4::int - 1`,
  );
  return async ({ accountId, messageId, number, attempts, status, error, nextTryMs, atMs }) => {
    const { changes } = await settle.run(accountId, messageId, number, attempts, status, error, nextTryMs, atMs);
    return { kind: changes === 1 ? "settled" : "stale" };
  };
}

function prepareExpireAlerts(database: Database): AlertCommands["expire"] {
  const ended = prepare<{ account_id: string; id: string }>(
    database,
    `SELECT account_id, id FROM callcall.alerts WHERE resolved_ms IS NOT NULL AND held = 0 AND resolved_ms < $1
     ORDER BY resolved_ms LIMIT $2`,
  );
  const old = prepare<{ account_id: string; id: string }>(
    database,
    "SELECT account_id, id FROM callcall.alert_messages WHERE created_ms < $1 ORDER BY created_ms LIMIT $2",
  );
  const deleteAlert = prepare(database, "DELETE FROM callcall.alerts WHERE account_id = $1 AND id = $2");
  const deleteLinks = prepare(
    database,
    "DELETE FROM callcall.alert_message_alerts WHERE account_id = $1 AND alert_id = $2",
  );
  const deleteMessage = prepare(database, "DELETE FROM callcall.alert_messages WHERE account_id = $1 AND id = $2");
  const deleteSent = prepare(
    database,
    "DELETE FROM callcall.alert_notifications WHERE account_id = $1 AND message_id = $2",
  );

  return async ({ beforeMs, limit }) => {
    const alerts = await ended.all(beforeMs, limit);
    for (const { account_id, id } of alerts) {
      await deleteAlert.run(account_id, id);
      await deleteLinks.run(account_id, id);
    }
    const messages = await old.all(beforeMs, limit);
    for (const { account_id, id } of messages) {
      await deleteMessage.run(account_id, id);
      await deleteSent.run(account_id, id);
    }
    return { kind: "expired", rows: alerts.length + messages.length };
  };
}
