/** The beginning of an attempt, and what came of it, in columns. */
import type { BeginAttempt, SettleAttempt } from "../../port/commands.ts";
import type { AttemptRecord, AttemptRequest, AttemptResponse, AttemptTimings } from "../../port/records.ts";
import { type ColumnsReader, type ColumnsWriter, times } from "./columns.ts";

export function packBegin(columns: ColumnsWriter, command: BeginAttempt): void {
  columns.string(command.accountId);
  columns.string(command.deliveryId);
  columns.string(command.attemptId);
  columns.number(command.startedMs);
}

export function unpackBegin(columns: ColumnsReader): BeginAttempt {
  return {
    kind: "attempt.begin",
    accountId: columns.string(),
    deliveryId: columns.string(),
    attemptId: columns.string(),
    startedMs: columns.number(),
  };
}

export function packSettle(columns: ColumnsWriter, command: SettleAttempt): void {
  const { health, disable } = command;
  columns.string(command.webhookId);
  columns.string(command.state);
  columns.number(command.chargedCount);
  columns.nullableNumber(command.nextAttemptMs);
  columns.boolean(command.blocks === true);
  columns.number(command.settledMs);
  columns.boolean(health !== null);
  if (health !== null) {
    columns.nullableNumber(health.pausedUntilMs);
    columns.nullableNumber(health.failingSinceMs);
    columns.number(health.failedAttempts);
  }
  // A webhook is disabled once in a while.
  columns.nullableString(disable === null ? null : JSON.stringify(disable));
  packAttempt(columns, command.attempt);
}

export function unpackSettle(columns: ColumnsReader): SettleAttempt {
  return {
    kind: "attempt.settle",
    webhookId: columns.string(),
    state: columns.string() as SettleAttempt["state"],
    chargedCount: columns.number(),
    nextAttemptMs: columns.nullableNumber(),
    ...(columns.boolean() ? { blocks: true } : {}),
    settledMs: columns.number(),
    health: columns.boolean()
      ? {
          pausedUntilMs: columns.nullableNumber(),
          failingSinceMs: columns.nullableNumber(),
          failedAttempts: columns.number(),
        }
      : null,
    disable: JSON.parse(columns.nullableString() ?? "null") as SettleAttempt["disable"],
    attempt: unpackAttempt(columns),
  };
}

function packAttempt(columns: ColumnsWriter, attempt: AttemptRecord): void {
  const { request, response, timings } = attempt;
  columns.string(attempt.accountId);
  columns.string(attempt.deliveryId);
  columns.string(attempt.id);
  columns.number(attempt.number);
  columns.string(attempt.outcome);
  columns.boolean(attempt.charged);
  columns.number(attempt.startedMs);
  columns.nullableString(attempt.error);
  columns.nullableString(attempt.remoteAddress);
  columns.boolean(request !== null);
  if (request !== null) packRequest(columns, request);
  columns.boolean(response !== null);
  if (response !== null) packResponse(columns, response);
  columns.boolean(timings !== null);
  if (timings !== null) packTimings(columns, timings);
}

function unpackAttempt(columns: ColumnsReader): AttemptRecord {
  return {
    accountId: columns.string(),
    deliveryId: columns.string(),
    id: columns.string(),
    number: columns.number(),
    outcome: columns.string(),
    charged: columns.boolean(),
    startedMs: columns.number(),
    error: columns.nullableString(),
    remoteAddress: columns.nullableString(),
    request: columns.boolean() ? unpackRequest(columns) : null,
    response: columns.boolean() ? unpackResponse(columns) : null,
    timings: columns.boolean() ? unpackTimings(columns) : null,
  };
}

function packRequest(columns: ColumnsWriter, request: AttemptRequest): void {
  columns.string(request.version);
  columns.string(request.url);
  packHeaders(columns, request.headers);
}

function unpackRequest(columns: ColumnsReader): AttemptRequest {
  return { version: columns.string(), url: columns.string(), headers: unpackHeaders(columns) };
}

function packResponse(columns: ColumnsWriter, response: AttemptResponse): void {
  columns.number(response.status);
  packHeaders(columns, response.headers);
  columns.bytes(response.body);
  columns.number(response.bodyBytes);
  columns.boolean(response.bodyTruncated);
  columns.boolean(response.bodyIncomplete);
}

function unpackResponse(columns: ColumnsReader): AttemptResponse {
  return {
    status: columns.number(),
    headers: unpackHeaders(columns),
    body: columns.bytes(),
    bodyBytes: columns.number(),
    bodyTruncated: columns.boolean(),
    bodyIncomplete: columns.boolean(),
  };
}

function packHeaders(columns: ColumnsWriter, headers: AttemptRequest["headers"]): void {
  columns.number(headers.length);
  for (const [name, value] of headers) {
    columns.string(name);
    columns.string(value);
  }
}

function unpackHeaders(columns: ColumnsReader): AttemptRequest["headers"] {
  return times(columns.number(), () => [columns.string(), columns.string()] as const);
}

function packTimings(columns: ColumnsWriter, timings: AttemptTimings): void {
  columns.nullableNumber(timings.dnsMs);
  columns.nullableNumber(timings.connectMs);
  columns.nullableNumber(timings.tlsMs);
  columns.nullableNumber(timings.firstByteMs);
  columns.number(timings.totalMs);
}

function unpackTimings(columns: ColumnsReader): AttemptTimings {
  return {
    dnsMs: columns.nullableNumber(),
    connectMs: columns.nullableNumber(),
    tlsMs: columns.nullableNumber(),
    firstByteMs: columns.nullableNumber(),
    totalMs: columns.number(),
  };
}
