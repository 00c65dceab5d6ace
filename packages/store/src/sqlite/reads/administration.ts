import type { AccountRecord, AuditRecord, EventTypeRecord, KeyRecord } from "../../port/records.ts";
import type { Page } from "../../port/store.ts";
import { type Database, prepare } from "../driver.ts";
import {
  type AccountRow,
  type AuditRow,
  accountRecord,
  auditRecord,
  type EventTypeRow,
  eventTypeRecord,
  type KeyRow,
  keyRecord,
} from "../rows/administration.ts";
import { pageStart } from "./select.ts";

export interface AdministrationReads {
  account(accountId: string): AccountRecord | undefined;
  accounts(page: Page): readonly AccountRecord[];
  keyByHash(hash: string): KeyRecord | undefined;
  keys(accountId: string, page: Page): readonly KeyRecord[];
  eventTypes(accountId: string): readonly EventTypeRecord[];
  audit(accountId: string, page: Page): readonly AuditRecord[];
  changesOf(accountId: string, target: string, afterMs: number, limit: number): readonly AuditRecord[];
}

export function prepareAdministrationReads(database: Database): AdministrationReads {
  const account = prepare<AccountRow>(database, "SELECT * FROM accounts WHERE id = ?");
  const accounts = prepare<AccountRow>(
    database,
    "SELECT * FROM accounts WHERE (created_ms, id) < (?, ?) ORDER BY created_ms DESC, id DESC LIMIT ?",
  );
  const keyByHash = prepare<KeyRow>(database, "SELECT * FROM api_keys WHERE hash = ?");
  const keys = prepare<KeyRow>(
    database,
    `SELECT * FROM api_keys WHERE account_id = ? AND (created_ms, id) < (?, ?)
     ORDER BY created_ms DESC, id DESC LIMIT ?`,
  );
  const eventTypes = prepare<EventTypeRow>(database, "SELECT * FROM event_types WHERE account_id = ? ORDER BY name");
  const audit = prepare<AuditRow>(
    database,
    `SELECT * FROM audit_log WHERE account_id = ? AND (at_ms, id) < (?, ?)
     ORDER BY at_ms DESC, id DESC LIMIT ?`,
  );

  const changes = prepare<AuditRow>(
    database,
    `SELECT * FROM audit_log INDEXED BY audit_log_by_target WHERE account_id = ? AND target = ? AND at_ms > ?
     ORDER BY at_ms DESC, id DESC LIMIT ?`,
  );

  return {
    account(accountId) {
      const row = account.get(accountId);
      return row === undefined ? undefined : accountRecord(row);
    },
    accounts: (page) => accounts.all(...pageStart(page), page.limit).map(accountRecord),
    keyByHash(hash) {
      const row = keyByHash.get(hash);
      return row === undefined ? undefined : keyRecord(row);
    },
    keys: (accountId, page) => keys.all(accountId, ...pageStart(page), page.limit).map(keyRecord),
    eventTypes: (accountId) => eventTypes.all(accountId).map(eventTypeRecord),
    changesOf: (accountId, target, afterMs, limit) => changes.all(accountId, target, afterMs, limit).map(auditRecord),
    audit: (accountId, page) => audit.all(accountId, ...pageStart(page), page.limit).map(auditRecord),
  };
}
