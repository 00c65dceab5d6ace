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
import { placeholders } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";
import type { Rollups } from "./rollups.ts";
import type { Secrets } from "./secrets.ts";
import type { Subscriptions } from "./subscriptions.ts";

export interface WebhookCommands {
  create(command: CreateWebhook): Promise<CreateResult>;
  update(command: UpdateWebhook): Promise<UpdateWebhookResult>;
  delete(command: DeleteWebhook): Promise<DeleteWebhookResult>;
  cancelDeleted(command: CancelDeleted): Promise<ResultOf<CancelDeleted>>;
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
    "SELECT COUNT(*) AS n FROM callcall.webhooks WHERE account_id = $1 AND deleted_ms IS NULL",
  );
  const insert = prepare(
    database,
    `INSERT INTO callcall.webhooks (${WEBHOOK_COLUMNS.join(", ")}, account_id, id, created_ms)
     VALUES (${placeholders(WEBHOOK_COLUMNS.length + 3)})`,
  );
  const find = prepare<WebhookRow>(
    database,
    "SELECT * FROM callcall.webhooks WHERE account_id = $1 AND id = $2 AND deleted_ms IS NULL",
  );
  const update = prepare(
    database,
    `UPDATE callcall.webhooks SET (${WEBHOOK_COLUMNS.join(", ")}) = (${placeholders(WEBHOOK_COLUMNS.length)})
     WHERE account_id = $${WEBHOOK_COLUMNS.length + 1} AND id = $${WEBHOOK_COLUMNS.length + 2}`,
  );
  // Custom headers may carry credentials: they go with the secrets.
  const bury = prepare(
    database,
    `UPDATE callcall.webhooks SET deleted_ms = $3, updated_ms = $3, sealed_headers = NULL
     WHERE account_id = $1 AND id = $2 AND deleted_ms IS NULL`,
  );
  const cancelPending = prepare(
    database,
    `UPDATE callcall.deliveries SET state = ${CANCELLED}, cancelled_reason = 'webhook_deleted', finished_ms = $3,
       next_attempt_ms = NULL
     WHERE account_id = $1 AND id IN (
       SELECT id FROM callcall.deliveries WHERE account_id = $1 AND webhook_id = $2 AND state = ${PENDING} LIMIT $4)`,
  );
  const buried = prepare(
    database,
    "SELECT 1 FROM callcall.webhooks WHERE account_id = $1 AND id = $2 AND deleted_ms IS NOT NULL",
  );

  async function cancelSome(accountId: string, webhookId: string, nowMs: number, atMost: number): Promise<number> {
    const cancelled = (await cancelPending.run(accountId, webhookId, nowMs, atMost)).changes;
    if (cancelled > 0) rollups.note({ accountId, webhookId, atMs: nowMs, counts: { cancelled } });
    return cancelled;
  }

  return {
    async create({ webhook, secret, limit, audit }) {
      if (((await count.get(webhook.accountId))?.n ?? 0) >= limit) return { kind: "limit_reached" };
      await insert.run(...webhookValues(webhook), webhook.accountId, webhook.id, webhook.createdMs);
      await secrets.insert(secret);
      await subscriptions.bump(webhook.accountId);
      await appendAudit(audit);
      return { kind: "created" };
    },
    async update({ accountId, webhookId, changes, nowMs, audit }) {
      const row = await find.get(accountId, webhookId);
      if (row === undefined) return { kind: "not_found" };
      const webhook = { ...webhookRecord(row), ...changes, updatedMs: nowMs };
      await update.run(...webhookValues(webhook), accountId, webhookId);
      await subscriptions.bump(accountId);
      await appendAudit(audit);
      return { kind: "updated", webhook };
    },
    async delete({ accountId, webhookId, nowMs, cancelAtMost, audit }) {
      if ((await bury.run(accountId, webhookId, nowMs)).changes === 0) return { kind: "not_found" };
      await secrets.erase(accountId, webhookId);
      const cancelled = await cancelSome(accountId, webhookId, nowMs, cancelAtMost);
      await subscriptions.bump(accountId);
      await appendAudit(audit);
      return { kind: "deleted", cancelled };
    },
    async cancelDeleted({ accountId, webhookId, nowMs, cancelAtMost }) {
      if ((await buried.get(accountId, webhookId)) === undefined) return { kind: "cancelled", cancelled: 0 };
      return { kind: "cancelled", cancelled: await cancelSome(accountId, webhookId, nowMs, cancelAtMost) };
    },
  };
}
