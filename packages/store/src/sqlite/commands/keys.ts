import type { BootstrapKey, CreateKey, CreateResult, RevokeKey, RevokeResult } from "../../port/commands.ts";
import type { KeyRecord } from "../../port/records.ts";
import { KEY_COLUMNS, keyValues } from "../../rows/administration.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface KeyCommands {
  create(command: CreateKey): CreateResult;
  bootstrap(command: BootstrapKey): { readonly kind: "created" };
  revoke(command: RevokeKey): RevokeResult;
}

export function prepareKeys(database: Database, appendAudit: AppendAudit): KeyCommands {
  const count = prepare<{ n: number }>(
    database,
    "SELECT COUNT(*) AS n FROM api_keys WHERE account_id = ? AND revoked_ms IS NULL",
  );
  const insert = prepare(
    database,
    `INSERT INTO api_keys (${KEY_COLUMNS.join(", ")}) VALUES (${KEY_COLUMNS.map(() => "?").join(", ")})`,
  );
  // By hash as well: the same key given to a server that stood for another account before.
  const deleteOperatorKeys = prepare(
    database,
    "DELETE FROM api_keys WHERE (account_id = ?1 AND operator = 1) OR hash = ?2",
  );
  const find = prepare<{ operator: number }>(database, "SELECT operator FROM api_keys WHERE account_id = ? AND id = ?");
  const revoke = prepare(
    database,
    "UPDATE api_keys SET revoked_ms = ?3 WHERE account_id = ?1 AND id = ?2 AND revoked_ms IS NULL",
  );

  function insertKey(key: KeyRecord): void {
    insert.run(...keyValues(key));
  }

  return {
    create({ key, limit, audit }) {
      if ((count.get(key.accountId)?.n ?? 0) >= limit) return { kind: "limit_reached" };
      insertKey(key);
      appendAudit(audit);
      return { kind: "created" };
    },
    bootstrap({ key }) {
      deleteOperatorKeys.run(key.accountId, key.hash);
      insertKey(key);
      return { kind: "created" };
    },
    revoke({ accountId, keyId, nowMs, audit }) {
      const key = find.get(accountId, keyId);
      if (key === undefined) return { kind: "not_found" };
      if (key.operator === 1) return { kind: "operator_key" };
      // Revoking twice keeps the first instant, and is audited once.
      if (revoke.run(accountId, keyId, nowMs).changes === 1) appendAudit(audit);
      return { kind: "revoked" };
    },
  };
}
