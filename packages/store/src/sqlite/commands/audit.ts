import type { AuditRecord } from "../../port/records.ts";
import { type Database, prepare } from "../driver.ts";

export type AppendAudit = (audit: AuditRecord) => void;

export function prepareAudit(database: Database): AppendAudit {
  const insert = prepare(
    database,
    "INSERT INTO audit_log (account_id, at_ms, id, actor, action, target, request_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  return ({ accountId, atMs, id, actor, action, target, requestId }) => {
    insert.run(accountId, atMs, id, actor, action, target, requestId);
  };
}
