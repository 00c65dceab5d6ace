import {
  buildEnvelope,
  DELIVERY_HEADERS,
  isSensitiveHeader,
  refuseCustomHeader,
  TRACE_HEADERS,
} from "@callcall/contract";
import type { TraceContext, WebhookRecord } from "@callcall/store";
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
  const body = buildEnvelope(
    { id: parts.eventId, type: parts.eventType, createdMs: parts.eventCreatedMs, version: parts.webhook.version },
    parts.data,
  );
  const timestamp = Math.floor(parts.nowMs / 1000);
  const signatures = sign(parts.eventId, timestamp, body, parts.secrets);
  return {
    url: parts.webhook.url,
    headers: [
      ["content-type", "application/json"],
      ["user-agent", parts.userAgent],
      ["accept-encoding", "identity"],
      [DELIVERY_HEADERS.signature, signatures.callcall],
      [DELIVERY_HEADERS.timestamp, String(timestamp)],
      [DELIVERY_HEADERS.eventId, parts.eventId],
      [DELIVERY_HEADERS.eventType, parts.eventType],
      [DELIVERY_HEADERS.deliveryId, parts.deliveryId],
      [DELIVERY_HEADERS.attempt, String(parts.attempt)],
      [DELIVERY_HEADERS.standardId, parts.eventId],
      [DELIVERY_HEADERS.standardTimestamp, String(timestamp)],
      [DELIVERY_HEADERS.standardSignature, signatures.standard],
      ...traceHeaders(parts.trace),
      // Checked when they were saved, and again here: a row may be older than the rule.
      ...Object.entries(parts.customHeaders).filter(([name, value]) => refuseCustomHeader(name, value) === undefined),
    ],
    body,
  };
}

function traceHeaders(trace: TraceContext | null): readonly Header[] {
  if (trace === null) return [];
  const parent: Header = [TRACE_HEADERS.parent, trace.traceparent];
  return trace.tracestate === null ? [parent] : [parent, [TRACE_HEADERS.state, trace.tracestate]];
}

/** The headers as they may be stored and shown: credentials masked. */
export function maskHeaders(headers: readonly Header[]): readonly Header[] {
  return headers.map((header) => (OURS.has(header[0]) || !isSensitiveHeader(header[0]) ? header : [header[0], "•••"]));
}
