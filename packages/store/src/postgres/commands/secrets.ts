import type { RotateResult, RotateSecret } from "../../port/commands.ts";
import type { SecretRecord } from "../../port/records.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface Secrets {
  insert(secret: SecretRecord): Promise<void>;
  erase(accountId: string, webhookId: string): Promise<void>;
  rotate(command: RotateSecret): Promise<RotateResult>;
}

export function prepareSecrets(database: Database, appendAudit: AppendAudit): Secrets {
  const insert = prepare(
    database,
    `INSERT INTO callcall.webhook_secrets (account_id, webhook_id, created_ms, id, hint, expires_ms, sealed)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  );
  const erase = prepare(database, "DELETE FROM callcall.webhook_secrets WHERE account_id = $1 AND webhook_id = $2");
  const webhookLives = prepare(
    database,
    "SELECT 1 FROM callcall.webhooks WHERE account_id = $1 AND id = $2 AND deleted_ms IS NULL",
  );
  // Of two runs of the schedule, or a run and somebody who was quicker, the second one finds another secret.
  const replace = prepare(
    database,
    `UPDATE callcall.webhooks SET secret_created_ms = $3 WHERE account_id = $1 AND id = $2
       AND ($4::bigint IS NULL OR (secret_created_ms = $4 AND secret_rotation_automatic = 1 AND status = 'enabled'))`,
  );
  // An end is set or brought forward, never put off: a rotation without overlap ends every secret before it.
  const endAll = prepare(
    database,
    `UPDATE callcall.webhook_secrets SET expires_ms = LEAST(expires_ms, $3)
     WHERE account_id = $1 AND webhook_id = $2`,
  );
  const keepNewest = prepare(
    database,
    `DELETE FROM callcall.webhook_secrets WHERE account_id = $1 AND webhook_id = $2 AND (created_ms, id) NOT IN (
       SELECT created_ms, id FROM callcall.webhook_secrets WHERE account_id = $1 AND webhook_id = $2
       ORDER BY created_ms DESC, id DESC LIMIT $3)`,
  );

  async function insertSecret(secret: SecretRecord): Promise<void> {
    const { accountId, webhookId, createdMs, id, hint, expiresMs, sealed } = secret;
    await insert.run(accountId, webhookId, createdMs, id, hint, expiresMs, sealed);
  }

  return {
    insert: insertSecret,
    erase: async (accountId, webhookId) => void (await erase.run(accountId, webhookId)),
    async rotate({ secret, previousExpireMs, keep, scheduledFor, audit }) {
      const { accountId, webhookId } = secret;
      if ((await webhookLives.get(accountId, webhookId)) === undefined) return { kind: "not_found" };
      if ((await replace.run(accountId, webhookId, secret.createdMs, scheduledFor)).changes === 0)
        return { kind: "stale" };
      await endAll.run(accountId, webhookId, previousExpireMs);
      await insertSecret(secret);
      await keepNewest.run(accountId, webhookId, keep);
      await appendAudit(audit);
      return { kind: "rotated" };
    },
  };
}
