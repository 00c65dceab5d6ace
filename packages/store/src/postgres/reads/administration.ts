import type { ReadStore } from "../../port/store.ts";
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

export type AdministrationReads = Pick<ReadStore, "account" | "accounts" | "keyByHash" | "keys" | "eventTypes">;

export function prepareAdministrationReads(database: Database): AdministrationReads {
  const account = prepare<AccountRow>(database, "SELECT * FROM callcall.accounts WHERE id = $1");
  const accounts = prepare<AccountRow>(
    database,
    "SELECT * FROM callcall.accounts WHERE (created_ms, id) < ($1, $2) ORDER BY created_ms DESC, id DESC LIMIT $3",
  );
  const keyByHash = prepare<KeyRow>(database, "SELECT * FROM callcall.api_keys WHERE hash = $1");
  const keys = prepare<KeyRow>(
    database,
    `SELECT * FROM callcall.api_keys WHERE account_id = $1 AND (created_ms, id) < ($2, $3)
     ORDER BY created_ms DESC, id DESC LIMIT $4`,
  );
  const eventTypes = prepare<EventTypeRow>(
    database,
    "SELECT * FROM callcall.event_types WHERE account_id = $1 ORDER BY name",
  );
  return {
    async account(accountId) {
      const row = await account.get(accountId);
      return row === undefined ? undefined : accountRecord(row);
    },
    accounts: async (page) => (await accounts.all(...pageStart(page), page.limit)).map(accountRecord),
    async keyByHash(hash) {
      const row = await keyByHash.get(hash);
      return row === undefined ? undefined : keyRecord(row);
    },
    keys: async (accountId, page) => (await keys.all(accountId, ...pageStart(page), page.limit)).map(keyRecord),
    eventTypes: async (accountId) => (await eventTypes.all(accountId)).map(eventTypeRecord),
  };
}
