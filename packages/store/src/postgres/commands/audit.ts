import type { AuditRecord } from "../../port/records.ts";
import { type Database, prepare } from "../driver.ts";

export type AppendAudit = (audit: AuditRecord) => Promise<void>;

export function prepareAudit(database: Database): AppendAudit {
  const insert = prepare(
    database,
    `INSERT INTO callcall.audit_log (account_id, at_ms, id, actor, actor_name, ip, action, target, request_id, changes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
  );
  return async ({ accountId, atMs, id, actor, actorName, ip, action, target, requestId, changes }) => {
    await insert.run(accountId, atMs, id, actor, actorName, ip, action, target, requestId, changes);
  };
}
