import type { ReceiverRecord } from "../port/receivers.ts";

export interface ReceiverRow {
  readonly account_id: string;
  readonly id: string;
  readonly name: string;
  readonly behaviour: string;
  readonly created_ms: number;
}

export function receiverRecord(row: ReceiverRow): ReceiverRecord {
  return {
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    behaviour: row.behaviour,
    createdMs: row.created_ms,
  };
}
