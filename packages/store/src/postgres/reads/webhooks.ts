import type { ReadStore } from "../../port/store.ts";
import { type SecretRow, secretRecord, type WebhookRow, webhookRecord } from "../../rows/webhook.ts";
import { type Database, prepare } from "../driver.ts";
import { pageStart } from "./select.ts";

export type WebhookReads = Pick<
  ReadStore,
  "subscriptions" | "webhook" | "webhooks" | "deletedWebhook" | "rotationsDue" | "secrets"
>;

export function prepareWebhookReads(database: Database): WebhookReads {
  // One statement, and so one state: webhooks of another version would be a fan-out that nothing fences.
  const subscribed = prepare<Partial<WebhookRow> & { readonly subscriptions_version: number }>(
    database,
    `SELECT COALESCE((SELECT version FROM callcall.subscriptions WHERE account_id = $1), 0) AS subscriptions_version, live.*
     FROM (SELECT 1) AS one LEFT JOIN callcall.webhooks AS live ON live.account_id = $1 AND live.deleted_ms IS NULL
     ORDER BY live.created_ms, live.id`,
  );
  const webhook = prepare<WebhookRow>(
    database,
    "SELECT * FROM callcall.webhooks WHERE account_id = $1 AND id = $2 AND deleted_ms IS NULL",
  );
  const webhooks = prepare<WebhookRow>(
    database,
    `SELECT * FROM callcall.webhooks WHERE account_id = $1 AND deleted_ms IS NULL AND (created_ms, id) < ($2, $3)
     ORDER BY created_ms DESC, id DESC LIMIT $4`,
  );
  const deleted = prepare<WebhookRow>(
    database,
    "SELECT * FROM callcall.webhooks WHERE account_id = $1 AND id = $2 AND deleted_ms IS NOT NULL",
  );
  const rotationsDue = prepare<WebhookRow>(
    database,
    `SELECT * FROM callcall.webhooks
     WHERE secret_rotation_automatic = 1 AND status = 'enabled' AND deleted_ms IS NULL AND secret_due_ms <= $1
     ORDER BY secret_due_ms LIMIT $2`,
  );
  const secrets = prepare<SecretRow>(
    database,
    `SELECT * FROM callcall.webhook_secrets WHERE account_id = $1 AND webhook_id = $2 AND (expires_ms IS NULL OR expires_ms > $3)
     ORDER BY created_ms DESC, id DESC`,
  );

  return {
    async subscriptions(accountId) {
      const rows = await subscribed.all(accountId);
      const live = rows.flatMap((row) => (isWebhook(row) ? [webhookRecord(row)] : []));
      return { version: rows[0]?.subscriptions_version ?? 0, webhooks: live };
    },
    async webhook(accountId, webhookId) {
      const row = await webhook.get(accountId, webhookId);
      return row === undefined ? undefined : webhookRecord(row);
    },
    webhooks: async (accountId, page) =>
      (await webhooks.all(accountId, ...pageStart(page), page.limit)).map(webhookRecord),
    async deletedWebhook(accountId, webhookId) {
      const row = await deleted.get(accountId, webhookId);
      return row === undefined ? undefined : webhookRecord(row);
    },
    rotationsDue: async (nowMs, limit) => (await rotationsDue.all(nowMs, limit)).map(webhookRecord),
    secrets: async (accountId, webhookId, nowMs) => (await secrets.all(accountId, webhookId, nowMs)).map(secretRecord),
  };
}

/** Of an account that has none there is one row, with nothing but the version. */
function isWebhook(row: Partial<WebhookRow>): row is WebhookRow {
  return typeof row.id === "string";
}
