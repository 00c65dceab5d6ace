import type { EventHead, EventRecord } from "../../port/records.ts";

interface EventColumns {
  readonly account_id: string;
  readonly id: string;
  readonly type: string;
  readonly created_ms: number;
  readonly warnings: string | null;
}

export interface EventRow extends EventColumns {
  readonly data: Uint8Array;
}

export interface EventHeadRow extends EventColumns {
  readonly data_bytes: number;
}

export function eventRecord(row: EventRow): EventRecord {
  return { ...eventColumns(row), data: row.data };
}

export function eventHead(row: EventHeadRow): EventHead {
  return { ...eventColumns(row), dataBytes: row.data_bytes };
}

function eventColumns(row: EventColumns): Omit<EventRecord, "data"> {
  return {
    accountId: row.account_id,
    id: row.id,
    type: row.type,
    createdMs: row.created_ms,
    warnings: row.warnings,
  };
}
