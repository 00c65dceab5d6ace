import type { Step, Tracer } from "@callcall/engine";
import type { TraceContext } from "@callcall/store";
import {
  type Attributes,
  createTraceState,
  isSpanContextValid,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/** In the eyes of whoever draws a map: the publisher calls us, and we call the consumer. */
const KINDS = { publish: SpanKind.SERVER, commit: SpanKind.INTERNAL, attempt: SpanKind.CLIENT } as const;

/**
 * The tracer of whichever OpenTelemetry SDK the embedding program has registered; undefined where it has none, so
 * that nothing is made for nobody.
 */
export function registeredTracer(version: string): OtelTracer | undefined {
  const tracer = trace.getTracer("callcall", version);
  // Without an SDK every span has the same, empty context. This one is never ended, so nobody gets to see it.
  return isSpanContextValid(tracer.startSpan("probe", {}, ROOT_CONTEXT).spanContext()) ? tracer : undefined;
}

/** Spans through OpenTelemetry. Parents are named, never taken from what happens to be active: an attempt may come days later. */
export function createTracer(tracer: OtelTracer): Tracer {
  return {
    start(name, parent, startedMs) {
      const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, toSpanContext(parent));
      const time = startedMs === undefined ? {} : { startTime: startedMs };
      const span = tracer.startSpan(name, { kind: KINDS[name], ...time }, context);
      return {
        context: fromSpanContext(span.spanContext()),
        end(step) {
          if (step !== undefined) {
            span.setAttributes(attributesOf(step));
            const error = errorOf(step);
            if (error !== null) span.setAttribute("error.type", error.type);
            if (error?.ours === true) span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        },
      };
    },
  };
}

function toSpanContext({ traceparent, tracestate }: TraceContext): SpanContext {
  const [, traceId = "", spanId = "", flags = ""] = traceparent.split("-");
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(tracestate === null ? {} : { traceState: createTraceState(tracestate) }),
  };
}

function fromSpanContext({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const flags = traceFlags.toString(16).padStart(2, "0");
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, tracestate: traceState?.serialize() || null };
}

/** Names of the semantic conventions where they have one, else ours. */
function attributesOf(step: Step): Attributes {
  switch (step.step) {
    case "publish.accepted":
      return {
        "callcall.account.id": step.accountId,
        "callcall.events": step.events,
        "callcall.deliveries": step.deliveries,
        "http.request.body.size": step.bodyBytes,
        "http.response.status_code": 202,
        ...(step.eventId === null ? {} : { "callcall.event.id": step.eventId }),
        ...(step.eventType === null ? {} : { "callcall.event.type": step.eventType }),
      };
    case "publish.refused":
      return { "callcall.account.id": step.accountId, "http.response.status_code": step.status };
    case "attempt.settled":
      return {
        "callcall.account.id": step.accountId,
        "callcall.webhook.id": step.webhookId,
        "callcall.event.id": step.eventId,
        "callcall.event.type": step.eventType,
        "callcall.delivery.id": step.deliveryId,
        "callcall.delivery.state": step.state,
        "callcall.attempt.id": step.attemptId,
        "callcall.outcome": step.outcome,
        "http.request.method": "POST",
        "http.request.resend_count": step.attempt - 1,
        "http.request.body.size": step.requestBytes,
        "server.address": step.host,
        ...(step.status === null ? {} : { "http.response.status_code": step.status }),
      };
    case "attempt.dropped":
      return { "callcall.account.id": step.accountId, "callcall.delivery.id": step.deliveryId };
    default:
      return {};
  }
}

/** What a publisher did wrong is no error of the server that says so; a request that failed is one of whoever sent it. */
function errorOf(step: Step): { readonly type: string; readonly ours: boolean } | null {
  if (step.step === "publish.refused") return { type: step.code, ours: step.status >= 500 };
  if (step.step === "attempt.settled" && step.outcome !== "delivered") return { type: step.outcome, ours: true };
  if (step.step === "attempt.dropped") return { type: step.reason, ours: step.reason === "unavailable" };
  return null;
}
