import { type EventAccepted, LIMITS, Problem } from "@callcall/contract";
import {
  type BatchItem,
  type EventDetail,
  type IdempotentRequest,
  type Published,
  readTraceContext,
} from "@callcall/engine";
import type { TraceContext } from "@callcall/store";
import { commonFilter } from "./filters.ts";
import { searchPage } from "./listing.ts";
import type { CallRequest, HandlersOf } from "./operation.ts";
import { RawJson } from "./raw-json.ts";

export const eventHandlers: HandlersOf<"events"> = {
  "events.publish": async (call) => {
    const published = await call.engine.events.publish(
      call.caller,
      call.body,
      idempotent(call, "/events"),
      traceOf(call),
    );
    return new RawJson(printAccepted(published.result), replayHeaders(published));
  },
  "events.publishBatch": async (call) => {
    const published = await call.engine.events.publishBatch(
      call.caller,
      call.body,
      idempotent(call, "/events/batch"),
      traceOf(call),
    );
    return new RawJson(printBatch(published.result.data), replayHeaders(published));
  },
  "events.list": (call) => {
    const { text } = call.query;
    const filter = { ...commonFilter(call.query), ...(text === undefined ? {} : { text }) };
    return searchPage(call, (page) => call.engine.events.list(call.caller, filter, page));
  },
  "events.get": async ({ engine, caller, params }) => {
    const { dataJson, ...event } = await engine.events.get(caller, params.id);
    return new RawJson(spliceData(event, dataJson));
  },
  "events.deliveries": (call) =>
    searchPage(call, (page) => call.engine.events.deliveries(call.caller, call.params.id, page)),
  "events.explain": ({ engine, caller, params }) => engine.events.explain(caller, params.id),
  "events.replay": ({ engine, caller, params, body }) => engine.events.replay(caller, params.id, body.webhook_id),
};

const IDEMPOTENCY_KEY = new RegExp(`^[\\x20-\\x7e]{1,${LIMITS.idempotency_key_characters}}$`);

interface HeaderReader {
  header(name: string): string | undefined;
}

function idempotent(call: HeaderReader, path: string): IdempotentRequest | undefined {
  const key = call.header("idempotency-key");
  if (key === undefined) return undefined;
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new Problem(
      "invalid_idempotency_key",
      `Cannot use this idempotency-key: it must be 1 to ${LIMITS.idempotency_key_characters} printable ASCII characters`,
    );
  }
  return { key, method: "POST", path };
}

/** Sent twice, they reach us as one with a comma in it: no traceparent, and a tracestate all the same. */
function traceOf({ request: { raw } }: { readonly request: CallRequest }): TraceContext | null {
  const { traceparent, tracestate } = raw.headers;
  return readTraceContext(traceparent?.toString(), tracestate?.toString());
}

const REPLAYED = { "idempotent-replayed": "true" };
const FIRST = {};

function replayHeaders({ replayed }: Published<unknown>): Readonly<Record<string, string>> {
  return replayed ? REPLAYED : FIRST;
}

/** The hottest answers of the API, printed by hand: ids, types and instants have grammars without quotes or backslashes. */
function printAccepted(accepted: EventAccepted): string {
  return accepted.warnings === undefined ? `{${acceptedFields(accepted)}}` : JSON.stringify(accepted);
}

function printBatch(items: readonly BatchItem[]): string {
  let text = '{"data":[';
  let separator = "";
  for (const item of items) {
    text += separator + (isPlain(item) ? `{"status":202,${acceptedFields(item)}}` : JSON.stringify(item));
    separator = ",";
  }
  return `${text}]}`;
}

function isPlain(item: BatchItem): item is Extract<BatchItem, EventAccepted> {
  return item.status === 202 && "deliveries" in item && item.warnings === undefined;
}

function acceptedFields({ id, type, created, deliveries }: EventAccepted): string {
  return `"id":"${id}","type":"${type}","created":"${created}","deliveries":${deliveries}`;
}

/** The event in the guide's key order, with the publisher's own bytes as `data`. */
function spliceData(
  { id, type, created, ...rest }: Omit<EventDetail, "dataJson">,
  data: Uint8Array | null,
): Uint8Array {
  const before = JSON.stringify({ id, type, created }).slice(0, -1);
  const after = JSON.stringify(rest).slice(1);
  return Buffer.concat([Buffer.from(`${before},"data":`), data ?? Buffer.from("null"), Buffer.from(`,${after}`)]);
}
