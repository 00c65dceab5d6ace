import type { AuditEntry } from "@callcall/contract";
import type { AuditRecord, ReadStore } from "@callcall/store";
import type { FieldChange } from "../domain/changes.ts";
import { instant } from "../domain/instant.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import { boundedListing } from "./listing.ts";
import type { AuditService, Caller } from "./port.ts";

/** Makes the audit record of what a caller does. `changes`: what it changes, as `fieldChanges` tells it. */
export type Audit = (caller: Caller, action: string, target: string, changes?: readonly FieldChange[]) => AuditRecord;

/** On whose behalf the server acts by itself. */
export function systemCaller(accountId: string): Caller {
  return { accountId, keyId: "system", actorName: "CallCall", ip: null, requestId: "" };
}

export function createAudit(clock: Clock, ids: Ids): Audit {
  return (caller, action, target, changes) => ({
    accountId: caller.accountId,
    id: ids.next("audit"),
    atMs: clock.nowMs(),
    actor: caller.keyId,
    actorName: caller.actorName,
    ip: caller.ip,
    action,
    target,
    requestId: caller.requestId,
    changes: changes === undefined ? null : JSON.stringify(changes),
  });
}

export function createAuditService(store: ReadStore): AuditService {
  return {
    list: (caller, filter, page) =>
      boundedListing(
        page,
        (wanted) => store.audit(caller.accountId, filter, wanted),
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
    actor_name: record.actorName,
    ip: record.ip,
    action: record.action,
    target: record.target,
    request_id: record.requestId,
    changes: record.changes === null ? [] : JSON.parse(record.changes),
  };
}
