import type { AuditRecord } from "../../port/records.ts";
import { type Database, prepare } from "../driver.ts";

export type AppendAudit = (audit: AuditRecord) => void;

export function prepareAudit(database: Database): AppendAudit {
  const insert = prepare(
    database,
    `INSERT INTO audit_log (account_id, at_ms, id, actor, actor_name, ip, action, target, request_id, changes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ accountId, atMs, id, actor, actorName, ip, action, target, requestId, changes }) => {
    insert.run(accountId, atMs, id, actor, actorName, ip, action, target, requestId, changes);
  };
}
