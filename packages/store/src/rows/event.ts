import { createHash } from "node:crypto";
import type { EventHead, EventRecord } from "../port/records.ts";

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
  readonly expired_bytes: number | null;
}

export interface EventHeadRow extends EventColumns {
  readonly data_bytes: number;
  readonly expired: number;
}

export function eventRecord(row: EventRow): EventRecord {
  const { traceparent, tracestate } = row;
  return {
    ...eventColumns(row),
    data: row.expired_bytes === null ? row.data : null,
    trace: traceparent === null ? null : { traceparent, tracestate },
  };
}

export function eventHead(row: EventHeadRow): EventHead {
  return { ...eventColumns(row), dataBytes: row.data_bytes, payloadExpired: row.expired === 1 };
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

/** Whether a payload is that of which retention has left the digest. Null is that of any: the payload itself was compared. */
export function isDigestOf(digest: Uint8Array | null, data: Uint8Array): boolean {
  return digest === null || createHash("sha256").update(data).digest().equals(digest);
}
