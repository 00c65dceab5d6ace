import type { AccountRecord, EventTypeRecord, KeyRecord } from "../../port/records.ts";
import type { Page } from "../../port/store.ts";
import {
  type AccountRow,
  accountRecord,
  type EventTypeRow,
  eventTypeRecord,
  type KeyRow,
  keyRecord,
} from "../../rows/administration.ts";
import { type Database, prepare } from "../driver.ts";
import { pageStart } from "./select.ts";

export interface AdministrationReads {
  account(accountId: string): AccountRecord | undefined;
  accounts(page: Page): readonly AccountRecord[];
  keyByHash(hash: string): KeyRecord | undefined;
  keys(accountId: string, page: Page): readonly KeyRecord[];
  eventTypes(accountId: string): readonly EventTypeRecord[];
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
  };
}
