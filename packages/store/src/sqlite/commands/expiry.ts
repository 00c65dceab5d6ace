import type { ExpireRows } from "../../port/commands.ts";
import { type Database, prepare } from "../driver.ts";

export function prepareExpire(
  database: Database,
): (command: ExpireRows) => { readonly kind: "expired"; readonly rows: number } {
  const deleteKeys = prepare(
    database,
    `DELETE FROM idempotency_keys WHERE rowid IN (
       SELECT rowid FROM idempotency_keys WHERE expires_ms <= ?1 ORDER BY expires_ms LIMIT ?2)`,
  );
  const deleteSecrets = prepare(
    database,
    `DELETE FROM webhook_secrets WHERE (account_id, webhook_id, created_ms, id) IN (
       SELECT account_id, webhook_id, created_ms, id FROM webhook_secrets
       WHERE expires_ms <= ?1 ORDER BY expires_ms LIMIT ?2)`,
  );
  return ({ nowMs, secretsEndedMs, limit }) => {
    const keys = Number(deleteKeys.run(nowMs, limit).changes);
    const secrets = Number(deleteSecrets.run(secretsEndedMs, limit).changes);
    return { kind: "expired", rows: keys + secrets };
  };
}
