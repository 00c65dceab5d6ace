import type { ApiCallRecord } from "../port/api-calls.ts";

export interface ApiCallRow {
  readonly account_id: string;
  readonly minute_ms: number;
  readonly id: string;
  readonly actor: string;
  readonly actor_name: string;
  readonly ip: string;
  readonly operation: string;
  readonly status: number;
  readonly count: number;
  readonly last_ms: number;
}

export function apiCallRecord(row: ApiCallRow): ApiCallRecord {
  return {
    accountId: row.account_id,
    minuteMs: row.minute_ms,
    id: row.id,
    actor: row.actor,
    actorName: row.actor_name,
    ip: row.ip,
    operation: row.operation,
    status: row.status,
    count: row.count,
    lastMs: row.last_ms,
  };
}
