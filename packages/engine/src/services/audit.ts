import type { AuditEntry } from "@callcall/contract";
import type { AuditRecord, ReadStore } from "@callcall/store";
import { instant } from "../domain/instant.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import { listing } from "./listing.ts";
import type { AuditService, Caller } from "./port.ts";

/** Makes the audit record of what a caller does. */
export type Audit = (caller: Caller, action: string, target: string) => AuditRecord;

export function createAudit(clock: Clock, ids: Ids): Audit {
  return (caller, action, target) => ({
    accountId: caller.accountId,
    id: ids.next("audit"),
    atMs: clock.nowMs(),
    actor: caller.keyId,
    action,
    target,
    requestId: caller.requestId,
  });
}

export function createAuditService(store: ReadStore): AuditService {
  return {
    list: (caller, page) =>
      listing(
        page,
        (wanted) => store.audit(caller.accountId, wanted),
        (row) => ({ ms: row.atMs, id: row.id }),
        (rows) => rows.map(auditView),
      ),
  };
}

function auditView(record: AuditRecord): AuditEntry {
  return {
    id: record.id,
    at: instant(record.atMs),
    actor: record.actor,
    actor_name: record.actor,
    ip: null,
    action: record.action,
    target: record.target,
    request_id: record.requestId,
    changes: [],
  };
}
