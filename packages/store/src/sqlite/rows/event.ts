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
  readonly traceparent: string | null;
  readonly tracestate: string | null;
}

export interface EventHeadRow extends EventColumns {
  readonly data_bytes: number;
}

export function eventRecord(row: EventRow): EventRecord {
  const { data, traceparent, tracestate } = row;
  return { ...eventColumns(row), data, trace: traceparent === null ? null : { traceparent, tracestate } };
}

export function eventHead(row: EventHeadRow): EventHead {
  return { ...eventColumns(row), dataBytes: row.data_bytes };
}

function eventColumns(row: EventColumns): Omit<EventRecord, "data" | "trace"> {
  return {
    accountId: row.account_id,
    id: row.id,
    type: row.type,
    createdMs: row.created_ms,
    warnings: row.warnings,
  };
}
