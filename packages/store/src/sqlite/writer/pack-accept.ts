/** What is published, in columns. */
import type { AcceptEvents, NewDelivery, NewEvent } from "../../port/commands.ts";
import { type ColumnsReader, type ColumnsWriter, times } from "./columns.ts";

export function packAccept(columns: ColumnsWriter, command: AcceptEvents): void {
  const { idempotency, events } = command;
  columns.string(command.accountId);
  columns.number(command.subscriptionsVersion);
  columns.number(command.nowMs);
  columns.boolean(idempotency !== null);
  if (idempotency !== null) {
    columns.string(idempotency.key);
    columns.bytes(idempotency.fingerprint);
    columns.string(idempotency.context);
    columns.number(idempotency.expiresMs);
  }
  columns.number(events.length);
  for (const event of events) packEvent(columns, event);
}

export function unpackAccept(columns: ColumnsReader): AcceptEvents {
  return {
    kind: "events.accept",
    accountId: columns.string(),
    subscriptionsVersion: columns.number(),
    nowMs: columns.number(),
    idempotency: columns.boolean()
      ? {
          key: columns.string(),
          fingerprint: columns.bytes(),
          context: columns.string(),
          expiresMs: columns.number(),
        }
      : null,
    events: times(columns.number(), () => unpackEvent(columns)),
  };
}

function packEvent(columns: ColumnsWriter, event: NewEvent): void {
  const { trace, deliveries } = event;
  columns.string(event.id);
  columns.string(event.type);
  columns.number(event.createdMs);
  columns.bytes(event.data);
  columns.nullableString(event.warnings);
  columns.boolean(trace !== null);
  if (trace !== null) {
    columns.string(trace.traceparent);
    columns.nullableString(trace.tracestate);
  }
  columns.number(deliveries.length);
  for (const delivery of deliveries) packDelivery(columns, delivery);
}

function unpackEvent(columns: ColumnsReader): NewEvent {
  return {
    id: columns.string(),
    type: columns.string(),
    createdMs: columns.number(),
    data: columns.bytes(),
    warnings: columns.nullableString(),
    trace: columns.boolean() ? { traceparent: columns.string(), tracestate: columns.nullableString() } : null,
    deliveries: times(columns.number(), () => unpackDelivery(columns)),
  };
}

function packDelivery(columns: ColumnsWriter, { id, webhookId, nextAttemptMs, open }: NewDelivery): void {
  columns.string(id);
  columns.string(webhookId);
  columns.number(nextAttemptMs);
  columns.boolean(open !== null);
  if (open !== null) {
    columns.string(open.id);
    columns.number(open.startedMs);
  }
}

function unpackDelivery(columns: ColumnsReader): NewDelivery {
  return {
    id: columns.string(),
    webhookId: columns.string(),
    nextAttemptMs: columns.number(),
    open: columns.boolean() ? { id: columns.string(), startedMs: columns.number() } : null,
  };
}
