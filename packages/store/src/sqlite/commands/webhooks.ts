import type {
  CancelDeleted,
  CreateResult,
  CreateWebhook,
  DeleteWebhook,
  DeleteWebhookResult,
  ResultOf,
  UpdateWebhook,
  UpdateWebhookResult,
} from "../../port/commands.ts";
import { CANCELLED, PENDING } from "../../rows/delivery.ts";
import { WEBHOOK_COLUMNS, type WebhookRow, webhookRecord, webhookValues } from "../../rows/webhook.ts";
import { type Database, prepare } from "../driver.ts";
import { rangesByState } from "../reads/ranges.ts";
import type { AppendAudit } from "./audit.ts";
import type { Rollups } from "./rollups.ts";
import type { Secrets } from "./secrets.ts";
import type { Subscriptions } from "./subscriptions.ts";

export interface WebhookCommands {
  create(command: CreateWebhook): CreateResult;
  update(command: UpdateWebhook): UpdateWebhookResult;
  delete(command: DeleteWebhook): DeleteWebhookResult;
  cancelDeleted(command: CancelDeleted): ResultOf<CancelDeleted>;
}

export function prepareWebhooks(
  database: Database,
  subscriptions: Subscriptions,
  secrets: Secrets,
  appendAudit: AppendAudit,
  rollups: Rollups,
): WebhookCommands {
  const count = prepare<{ n: number }>(
    database,
    "SELECT COUNT(*) AS n FROM webhooks WHERE account_id = ? AND deleted_ms IS NULL",
  );
  const insert = prepare(
    database,
    `INSERT INTO webhooks (${WEBHOOK_COLUMNS.join(", ")}, account_id, id, created_ms)
     VALUES (${WEBHOOK_COLUMNS.map(() => "?").join(", ")}, ?, ?, ?)`,
  );
  const find = prepare<WebhookRow>(
    database,
    "SELECT * FROM webhooks WHERE account_id = ? AND id = ? AND deleted_ms IS NULL",
  );
  const update = prepare(
    database,
    `UPDATE webhooks SET ${WEBHOOK_COLUMNS.map((column) => `${column} = ?`).join(", ")} WHERE account_id = ? AND id = ?`,
  );
  // Custom headers may carry credentials: they go with the secrets.
  const bury = prepare(
    database,
    `UPDATE webhooks SET deleted_ms = ?3, updated_ms = ?3, sealed_headers = NULL
     WHERE account_id = ?1 AND id = ?2 AND deleted_ms IS NULL`,
  );
  const cancelPending = prepare(
    database,
    `UPDATE deliveries SET state = ${CANCELLED}, cancelled_reason = 'webhook_deleted', finished_ms = ?3,
       next_attempt_ms = NULL
     WHERE account_id = ?1 AND id IN (
       ${rangesByState("id", "account_id = ?1 AND webhook_id = ?2", [PENDING], true).join(" UNION ALL ")} LIMIT ?4)`,
  );
  const buried = prepare(database, "SELECT 1 FROM webhooks WHERE account_id = ? AND id = ? AND deleted_ms IS NOT NULL");

  function cancelSome(accountId: string, webhookId: string, nowMs: number, atMost: number): number {
    const cancelled = Number(cancelPending.run(accountId, webhookId, nowMs, atMost).changes);
    if (cancelled > 0) rollups.note({ accountId, webhookId, atMs: nowMs, counts: { cancelled } });
    return cancelled;
  }

  return {
    create({ webhook, secret, limit, audit }) {
      if ((count.get(webhook.accountId)?.n ?? 0) >= limit) return { kind: "limit_reached" };
      insert.run(...webhookValues(webhook), webhook.accountId, webhook.id, webhook.createdMs);
      secrets.insert(secret);
      subscriptions.bump(webhook.accountId);
      appendAudit(audit);
      return { kind: "created" };
    },
    update({ accountId, webhookId, changes, nowMs, audit }) {
      const row = find.get(accountId, webhookId);
      if (row === undefined) return { kind: "not_found" };
      const webhook = { ...webhookRecord(row), ...changes, updatedMs: nowMs };
      update.run(...webhookValues(webhook), accountId, webhookId);
      subscriptions.bump(accountId);
      appendAudit(audit);
      return { kind: "updated", webhook };
    },
    delete({ accountId, webhookId, nowMs, cancelAtMost, audit }) {
      if (bury.run(accountId, webhookId, nowMs).changes === 0) return { kind: "not_found" };
      secrets.erase(accountId, webhookId);
      const cancelled = cancelSome(accountId, webhookId, nowMs, cancelAtMost);
      subscriptions.bump(accountId);
      appendAudit(audit);
      return { kind: "deleted", cancelled };
    },
    cancelDeleted({ accountId, webhookId, nowMs, cancelAtMost }) {
      if (buried.get(accountId, webhookId) === undefined) return { kind: "cancelled", cancelled: 0 };
      return { kind: "cancelled", cancelled: cancelSome(accountId, webhookId, nowMs, cancelAtMost) };
    },
  };
}
