import type { BootstrapKey, CreateKey, CreateResult, RevokeKey, RevokeResult } from "../../port/commands.ts";
import type { KeyRecord } from "../../port/records.ts";
import { KEY_COLUMNS, keyValues } from "../../rows/administration.ts";
import { placeholders } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface KeyCommands {
  create(command: CreateKey): Promise<CreateResult>;
  bootstrap(command: BootstrapKey): Promise<{ readonly kind: "created" }>;
  revoke(command: RevokeKey): Promise<RevokeResult>;
}

export function prepareKeys(database: Database, appendAudit: AppendAudit): KeyCommands {
  const count = prepare<{ n: number }>(
    database,
    "SELECT COUNT(*) AS n FROM callcall.api_keys WHERE account_id = $1 AND revoked_ms IS NULL",
  );
  const insert = prepare(
    database,
    `INSERT INTO callcall.api_keys (${KEY_COLUMNS.join(", ")}) VALUES (${placeholders(KEY_COLUMNS.length)})`,
  );
  // By hash as well: the same key given to a server that stood for another account before.
  const deleteOperatorKeys = prepare(
    database,
    "DELETE FROM callcall.api_keys WHERE (account_id = $1 AND operator = 1) OR hash = $2",
  );
  const find = prepare<{ operator: number }>(
    database,
    "SELECT operator FROM callcall.api_keys WHERE account_id = $1 AND id = $2",
  );
  const revoke = prepare(
    database,
    "UPDATE callcall.api_keys SET revoked_ms = $3 WHERE account_id = $1 AND id = $2 AND revoked_ms IS NULL",
  );

  async function insertKey(key: KeyRecord): Promise<void> {
    await insert.run(...keyValues(key));
  }

  return {
    async create({ key, limit, audit }) {
      if (((await count.get(key.accountId))?.n ?? 0) >= limit) return { kind: "limit_reached" };
      await insertKey(key);
      await appendAudit(audit);
      return { kind: "created" };
    },
    async bootstrap({ key }) {
      await deleteOperatorKeys.run(key.accountId, key.hash);
      await insertKey(key);
      return { kind: "created" };
    },
    async revoke({ accountId, keyId, nowMs, audit }) {
      const key = await find.get(accountId, keyId);
      if (key === undefined) return { kind: "not_found" };
      if (key.operator === 1) return { kind: "operator_key" };
      // Revoking twice keeps the first instant, and is audited once.
      if ((await revoke.run(accountId, keyId, nowMs)).changes === 1) await appendAudit(audit);
      return { kind: "revoked" };
    },
  };
}
