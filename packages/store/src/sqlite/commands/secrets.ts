import type { RotateResult, RotateSecret } from "../../port/commands.ts";
import type { SecretRecord } from "../../port/records.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface Secrets {
  insert(secret: SecretRecord): void;
  erase(accountId: string, webhookId: string): void;
  rotate(command: RotateSecret): RotateResult;
}

export function prepareSecrets(database: Database, appendAudit: AppendAudit): Secrets {
  const insert = prepare(
    database,
    `INSERT INTO webhook_secrets (account_id, webhook_id, created_ms, id, hint, expires_ms, sealed)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const erase = prepare(database, "DELETE FROM webhook_secrets WHERE account_id = ? AND webhook_id = ?");
  const webhookLives = prepare(
    database,
    "SELECT 1 FROM webhooks WHERE account_id = ? AND id = ? AND deleted_ms IS NULL",
  );
  // Of two runs of the schedule, or a run and somebody who was quicker, the second one finds another secret.
  const replace = prepare(
    database,
    `UPDATE webhooks SET secret_created_ms = ?3 WHERE account_id = ?1 AND id = ?2
       AND (?4 IS NULL OR (secret_created_ms = ?4 AND secret_rotation_automatic = 1 AND status = 'enabled'))`,
  );
  // An end is set or brought forward, never put off: a rotation without overlap ends every secret before it.
  const endAll = prepare(
    database,
    `UPDATE webhook_secrets SET expires_ms = MIN(COALESCE(expires_ms, ?3), ?3)
     WHERE account_id = ?1 AND webhook_id = ?2`,
  );
  const keepNewest = prepare(
    database,
    `DELETE FROM webhook_secrets WHERE account_id = ?1 AND webhook_id = ?2 AND (created_ms, id) NOT IN (
       SELECT created_ms, id FROM webhook_secrets WHERE account_id = ?1 AND webhook_id = ?2
       ORDER BY created_ms DESC, id DESC LIMIT ?3)`,
  );

  function insertSecret(secret: SecretRecord): void {
    const { accountId, webhookId, createdMs, id, hint, expiresMs, sealed } = secret;
    insert.run(accountId, webhookId, createdMs, id, hint, expiresMs, sealed);
  }

  return {
    insert: insertSecret,
    erase: (accountId, webhookId) => void erase.run(accountId, webhookId),
    rotate({ secret, previousExpireMs, keep, scheduledFor, audit }) {
      const { accountId, webhookId } = secret;
      if (webhookLives.get(accountId, webhookId) === undefined) return { kind: "not_found" };
      if (replace.run(accountId, webhookId, secret.createdMs, scheduledFor).changes === 0) return { kind: "stale" };
      endAll.run(accountId, webhookId, previousExpireMs);
      insertSecret(secret);
      keepNewest.run(accountId, webhookId, keep);
      appendAudit(audit);
      return { kind: "rotated" };
    },
  };
}
