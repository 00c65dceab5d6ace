import type { ReceiverReads } from "../../port/receivers.ts";
import { type ReceiverRow, receiverRecord } from "../../rows/receiver.ts";
import { type Database, prepare } from "../driver.ts";
import { pageStart } from "./select.ts";

export function prepareReceiverReads(database: Database): ReceiverReads {
  const at = prepare<ReceiverRow>(database, "SELECT * FROM callcall.test_receivers WHERE id = $1");
  const one = prepare<ReceiverRow>(database, "SELECT * FROM callcall.test_receivers WHERE account_id = $1 AND id = $2");
  const list = prepare<ReceiverRow>(
    database,
    `SELECT * FROM callcall.test_receivers WHERE account_id = $1 AND (created_ms, id) < ($2, $3)
     ORDER BY created_ms DESC, id DESC LIMIT $4`,
  );
  const recordOrNone = (row: ReceiverRow | undefined) => (row === undefined ? undefined : receiverRecord(row));

  return {
    receiverAt: async (receiverId) => recordOrNone(await at.get(receiverId)),
    receiver: async (accountId, receiverId) => recordOrNone(await one.get(accountId, receiverId)),
    receivers: async (accountId, page) =>
      (await list.all(accountId, ...pageStart(page), page.limit)).map(receiverRecord),
  };
}
