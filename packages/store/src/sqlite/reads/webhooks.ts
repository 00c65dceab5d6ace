import type { SecretRecord, WebhookRecord } from "../../port/records.ts";
import type { Page } from "../../port/store.ts";
import { type SecretRow, secretRecord, type WebhookRow, webhookRecord } from "../../rows/webhook.ts";
import { type Database, inOneState, prepare } from "../driver.ts";
import { pageStart } from "./select.ts";

export interface WebhookReads {
  subscriptions(accountId: string): { readonly version: number; readonly webhooks: readonly WebhookRecord[] };
  webhook(accountId: string, webhookId: string): WebhookRecord | undefined;
  webhooks(accountId: string, page: Page): readonly WebhookRecord[];
  deletedWebhook(accountId: string, webhookId: string): WebhookRecord | undefined;
  rotationsDue(nowMs: number, limit: number): readonly WebhookRecord[];
  secrets(accountId: string, webhookId: string, nowMs: number): readonly SecretRecord[];
}

export function prepareWebhookReads(database: Database): WebhookReads {
  const version = prepare<{ version: number }>(database, "SELECT version FROM subscriptions WHERE account_id = ?");
  const live = prepare<WebhookRow>(
    database,
    "SELECT * FROM webhooks WHERE account_id = ? AND deleted_ms IS NULL ORDER BY created_ms, id",
  );
  const webhook = prepare<WebhookRow>(
    database,
    "SELECT * FROM webhooks WHERE account_id = ? AND id = ? AND deleted_ms IS NULL",
  );
  const webhooks = prepare<WebhookRow>(
    database,
    `SELECT * FROM webhooks WHERE account_id = ? AND deleted_ms IS NULL AND (created_ms, id) < (?, ?)
     ORDER BY created_ms DESC, id DESC LIMIT ?`,
  );
  const deleted = prepare<WebhookRow>(
    database,
    "SELECT * FROM webhooks WHERE account_id = ? AND id = ? AND deleted_ms IS NOT NULL",
  );
  const rotationsDue = prepare<WebhookRow>(
    database,
    `SELECT * FROM webhooks INDEXED BY webhooks_rotation_due
     WHERE secret_rotation_automatic = 1 AND status = 'enabled' AND deleted_ms IS NULL AND secret_due_ms <= ?
     ORDER BY secret_due_ms LIMIT ?`,
  );
  const secrets = prepare<SecretRow>(
    database,
    `SELECT * FROM webhook_secrets WHERE account_id = ? AND webhook_id = ? AND (expires_ms IS NULL OR expires_ms > ?)
     ORDER BY created_ms DESC, id DESC`,
  );

  return {
    subscriptions: (accountId) =>
      inOneState(database, () => ({
        version: version.get(accountId)?.version ?? 0,
        webhooks: live.all(accountId).map(webhookRecord),
      })),
    webhook(accountId, webhookId) {
      const row = webhook.get(accountId, webhookId);
      return row === undefined ? undefined : webhookRecord(row);
    },
    webhooks: (accountId, page) => webhooks.all(accountId, ...pageStart(page), page.limit).map(webhookRecord),
    deletedWebhook(accountId, webhookId) {
      const row = deleted.get(accountId, webhookId);
      return row === undefined ? undefined : webhookRecord(row);
    },
    rotationsDue: (nowMs, limit) => rotationsDue.all(nowMs, limit).map(webhookRecord),
    secrets: (accountId, webhookId, nowMs) => secrets.all(accountId, webhookId, nowMs).map(secretRecord),
  };
}
