import type { ReceiverRecord } from "../../port/receivers.ts";
import type { Page } from "../../port/store.ts";
import { type ReceiverRow, receiverRecord } from "../../rows/receiver.ts";
import { type Database, prepare } from "../driver.ts";
import { pageStart } from "./select.ts";

export interface ReceiverReads {
  receiverAt(receiverId: string): ReceiverRecord | undefined;
  receiver(accountId: string, receiverId: string): ReceiverRecord | undefined;
  receivers(accountId: string, page: Page): readonly ReceiverRecord[];
}

export function prepareReceiverReads(database: Database): ReceiverReads {
  const at = prepare<ReceiverRow>(database, "SELECT * FROM test_receivers WHERE id = ?");
  const one = prepare<ReceiverRow>(database, "SELECT * FROM test_receivers WHERE account_id = ? AND id = ?");
  const list = prepare<ReceiverRow>(
    database,
    `SELECT * FROM test_receivers WHERE account_id = ? AND (created_ms, id) < (?, ?)
     ORDER BY created_ms DESC, id DESC LIMIT ?`,
  );
  const recordOrNone = (row: ReceiverRow | undefined) => (row === undefined ? undefined : receiverRecord(row));

  return {
    receiverAt: (receiverId) => recordOrNone(at.get(receiverId)),
    receiver: (accountId, receiverId) => recordOrNone(one.get(accountId, receiverId)),
    receivers: (accountId, page) => list.all(accountId, ...pageStart(page), page.limit).map(receiverRecord),
  };
}
