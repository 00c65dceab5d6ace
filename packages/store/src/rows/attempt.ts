import type { AttemptRecord, AttemptRequest, AttemptResponse, AttemptTimings } from "../port/records.ts";
import type { SqlValue } from "./sql-value.ts";

export interface AttemptRow {
  readonly account_id: string;
  readonly delivery_id: string;
  readonly number: number;
  readonly id: string;
  readonly outcome: string;
  readonly charged: number;
  readonly started_ms: number;
  readonly version: string | null;
  readonly url: string | null;
  readonly error: string | null;
  readonly remote_address: string | null;
  readonly dns_ms: number | null;
  readonly connect_ms: number | null;
  readonly tls_ms: number | null;
  readonly first_byte_ms: number | null;
  readonly total_ms: number | null;
  readonly status: number | null;
  readonly body_bytes: number | null;
  readonly body_truncated: number | null;
  readonly body_incomplete: number | null;
  readonly request_headers: string | null;
  readonly response_headers: string | null;
  readonly response_body: Uint8Array | null;
}

/** In the order of {@link attemptValues}. */
export const ATTEMPT_COLUMNS: readonly (keyof AttemptRow)[] = [
  "account_id",
  "delivery_id",
  "number",
  "id",
  "outcome",
  "charged",
  "started_ms",
  "version",
  "url",
  "error",
  "remote_address",
  "dns_ms",
  "connect_ms",
  "tls_ms",
  "first_byte_ms",
  "total_ms",
  "status",
  "body_bytes",
  "body_truncated",
  "body_incomplete",
  "request_headers",
  "response_headers",
  "response_body",
];

type Headers = AttemptRequest["headers"];

export function attemptValues(attempt: AttemptRecord): SqlValue[] {
  const { request, response, timings } = attempt;
  return [
    attempt.accountId,
    attempt.deliveryId,
    attempt.number,
    attempt.id,
    attempt.outcome,
    attempt.charged ? 1 : 0,
    attempt.startedMs,
    request === null ? null : request.version,
    request === null ? null : request.url,
    attempt.error,
    attempt.remoteAddress,
    timings === null ? null : timings.dnsMs,
    timings === null ? null : timings.connectMs,
    timings === null ? null : timings.tlsMs,
    timings === null ? null : timings.firstByteMs,
    timings === null ? null : timings.totalMs,
    response === null ? null : response.status,
    response === null ? null : response.bodyBytes,
    response === null ? null : response.bodyTruncated ? 1 : 0,
    response === null ? null : response.bodyIncomplete ? 1 : 0,
    request === null ? null : JSON.stringify(request.headers),
    response === null ? null : JSON.stringify(response.headers),
    response === null ? null : response.body,
  ];
}

export function attemptRecord(row: AttemptRow): AttemptRecord {
  return {
    accountId: row.account_id,
    deliveryId: row.delivery_id,
    id: row.id,
    number: row.number,
    outcome: row.outcome,
    charged: row.charged === 1,
    startedMs: row.started_ms,
    request: requestOf(row),
    response: responseOf(row),
    error: row.error,
    remoteAddress: row.remote_address,
    timings: timingsOf(row),
  };
}

function requestOf(row: AttemptRow): AttemptRequest | null {
  if (row.version === null || row.url === null) return null;
  return { version: row.version, url: row.url, headers: JSON.parse(row.request_headers ?? "[]") as Headers };
}

function responseOf(row: AttemptRow): AttemptResponse | null {
  if (row.status === null) return null;
  return {
    status: row.status,
    headers: JSON.parse(row.response_headers ?? "[]") as Headers,
    body: row.response_body ?? new Uint8Array(),
    bodyBytes: row.body_bytes ?? 0,
    bodyTruncated: row.body_truncated === 1,
    bodyIncomplete: row.body_incomplete === 1,
  };
}

function timingsOf(row: AttemptRow): AttemptTimings | null {
  if (row.total_ms === null) return null;
  return {
    dnsMs: row.dns_ms,
    connectMs: row.connect_ms,
    tlsMs: row.tls_ms,
    firstByteMs: row.first_byte_ms,
    totalMs: row.total_ms,
  };
}
