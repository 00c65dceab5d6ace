import { DELIVERY_HEADERS, isSensitiveHeader, refuseCustomHeader, TRACE_HEADERS } from "@callcall/contract";
import type { TraceContext, WebhookRecord } from "@callcall/store";
import { buildEnvelope, type EnvelopeHead } from "../domain/envelope.ts";
import type { SigningSecret } from "../signing/secret.ts";
import { sign } from "../signing/sign.ts";

/** None of ours is a credential. Not even a signature: whoever sees one cannot make another. */
const OURS: ReadonlySet<string> = new Set([
  "content-type",
  "user-agent",
  "accept-encoding",
  ...Object.values(DELIVERY_HEADERS),
  ...Object.values(TRACE_HEADERS),
]);

type Header = readonly [name: string, value: string];

/** One attempt's request, complete: the body is built once, signed, and exactly those bytes are sent. */
export interface DeliveryRequest {
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

export interface RequestParts {
  readonly eventId: string;
  readonly eventType: string;
  readonly eventCreatedMs: number;
  readonly data: Uint8Array;
  readonly deliveryId: string;
  readonly attempt: number;
  readonly webhook: Pick<WebhookRecord, "url" | "version">;
  readonly customHeaders: Readonly<Record<string, string>>;
  /** In force, newest first. */
  readonly secrets: readonly SigningSecret[];
  /** Null: no header tells of a trace. */
  readonly trace: TraceContext | null;
  readonly nowMs: number;
  readonly userAgent: string;
}

export function buildRequest(parts: RequestParts): DeliveryRequest {
  const body = bodyOf(parts);
  const timestamp = Math.floor(parts.nowMs / 1000);
  const signatures = sign(parts.eventId, timestamp, body, parts.secrets);
  const headers: Header[] = [
    CONTENT_TYPE,
    ["user-agent", parts.userAgent],
    ACCEPT_ENCODING,
    [DELIVERY_HEADERS.signature, signatures.callcall],
    [DELIVERY_HEADERS.timestamp, String(timestamp)],
    [DELIVERY_HEADERS.eventId, parts.eventId],
    [DELIVERY_HEADERS.eventType, parts.eventType],
    [DELIVERY_HEADERS.deliveryId, parts.deliveryId],
    [DELIVERY_HEADERS.attempt, String(parts.attempt)],
    [DELIVERY_HEADERS.standardId, parts.eventId],
    [DELIVERY_HEADERS.standardTimestamp, String(timestamp)],
    [DELIVERY_HEADERS.standardSignature, signatures.standard],
  ];
  addTrace(headers, parts.trace);
  for (const name of Object.keys(parts.customHeaders)) {
    const value = String(parts.customHeaders[name]);
    // Checked when they were saved, and again here: a row may be older than the rule.
    if (refuseCustomHeader(name, value) === undefined) headers.push([name, value]);
  }
  return { url: parts.webhook.url, headers, body };
}

const CONTENT_TYPE: Header = ["content-type", "application/json"];
const ACCEPT_ENCODING: Header = ["accept-encoding", "identity"];

/** The body that was built last, and of what. */
let last: { readonly head: EnvelopeHead; readonly data: Uint8Array; readonly body: Uint8Array } | undefined;

/**
 * The deliveries of one event follow one another, and differ in nothing but the version: to a thousand webhooks it is
 * one body in memory instead of a thousand.
 */
function bodyOf({ eventId: id, eventType: type, eventCreatedMs: createdMs, data, webhook }: RequestParts): Uint8Array {
  const { version } = webhook;
  const head = { id, type, createdMs, version };
  if (last?.data === data && isSameHead(last.head, head)) return last.body;
  const body = buildEnvelope(head, data);
  last = { head, data, body };
  return body;
}

function isSameHead(one: EnvelopeHead, other: EnvelopeHead): boolean {
  return (
    one.id === other.id && one.type === other.type && one.createdMs === other.createdMs && one.version === other.version
  );
}

function addTrace(headers: Header[], trace: TraceContext | null): void {
  if (trace === null) return;
  headers.push([TRACE_HEADERS.parent, trace.traceparent]);
  if (trace.tracestate !== null) headers.push([TRACE_HEADERS.state, trace.tracestate]);
}

/** The headers as they may be stored and shown: credentials masked. */
export function maskHeaders(headers: readonly Header[]): readonly Header[] {
  return headers.map((header) => (OURS.has(header[0]) || !isSensitiveHeader(header[0]) ? header : [header[0], "•••"]));
}
