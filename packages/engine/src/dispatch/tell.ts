import type { Breaker } from "../domain/breaker.ts";
import { traceIdOf } from "../domain/trace-context.ts";
import type { Step } from "../telemetry/steps.ts";
import type { Span } from "../telemetry/tracer.ts";
import type { Begun, Sent, Settled, Signed } from "./attempt.ts";
import type { Lane } from "./lane.ts";
import type { Parcel } from "./parcel.ts";
import type { AttemptPorts } from "./ports.ts";

/** The steps of an attempt, told to whoever measures. Nothing is made where nobody does. */

type Ports = Pick<AttemptPorts, "observe">;

export function tellBegun(begun: Begun, { observe }: Ports): void {
  observe?.({
    step: "attempt.begun",
    ...subject(begun),
    born: begun.parcel.open !== null,
    lateMs: begun.parcel.dueMs === 0 ? null : Math.max(0, begun.startedMs - begun.parcel.dueMs),
    beginMs: begun.beginMs,
  });
}

export function tellSigned(signed: Signed, { observe }: Ports): void {
  observe?.({
    step: "attempt.signed",
    ...subject(signed),
    signMs: signed.signMs,
    bodyBytes: signed.request.body.length,
  });
}

export function tellSent(sent: Sent, { observe }: Ports): void {
  observe?.({ step: "attempt.sent", ...subject(sent), ...answer(sent) });
}

export function tellSettled(settled: Settled, { observe }: Ports): void {
  const { span } = settled;
  if (observe === undefined && span === undefined) return;
  const step = stepOf(settled);
  observe?.(step);
  span?.end(step);
  observe?.(followUp(settled));
}

function stepOf(settled: Settled): Extract<Step, { step: "attempt.settled" }> {
  const { decision, exchange, request, webhook } = settled;
  return {
    step: "attempt.settled",
    ...subject(settled),
    ...answer(settled),
    charged: decision.charged,
    state: settled.state,
    nextAttemptAt: decision.nextAttemptMs,
    error: exchange.error,
    host: new URL(webhook.url).host,
    traceId: traceIdOf(settled.trace),
    startedAt: settled.startedMs,
    beginMs: settled.beginMs,
    signMs: settled.signMs,
    settleMs: settled.settleMs,
    requestBytes: request?.body.length ?? 0,
    responseBytes: exchange.response?.bodyBytes ?? 0,
  };
}

function followUp(settled: Settled): Step {
  const { decision, exchange, state } = settled;
  const about = { ...subject(settled), outcome: exchange.outcome };
  if (state !== "pending" || decision.nextAttemptMs === null) return { step: "delivery.finished", ...about, state };
  return { step: "retry.planned", ...about, delayMs: decision.nextAttemptMs - settled.settledMs };
}

export function tellDropped(
  { accountId, webhookId, deliveryId }: Parcel,
  reason: "stale" | "unavailable",
  { observe }: Ports,
  span: Span | undefined,
): void {
  if (observe === undefined && span === undefined) return;
  const step: Step = { step: "attempt.dropped", accountId, webhookId, deliveryId, reason };
  observe?.(step);
  span?.end(step);
}

/** Whether an answer has opened or closed the breaker, which was `before`. */
export function tellBreaker(lane: Lane, before: Breaker, steadyMs: number, { observe }: Ports): void {
  if (observe === undefined || lane.breaker === before) return;
  const { accountId, id: webhookId } = lane.webhook;
  if (before.kind !== "open" && lane.breaker.kind === "open") {
    observe({ step: "breaker.opened", accountId, webhookId });
  } else if (before.kind === "open" && lane.breaker.kind !== "open") {
    const { probes, sinceMs } = before;
    observe({ step: "breaker.closed", accountId, webhookId, openMs: steadyMs - sinceMs, probes });
  }
}

function subject({ parcel, attemptId, number }: Begun) {
  const { accountId, webhookId, eventId, eventType, deliveryId } = parcel;
  return { accountId, webhookId, eventId, eventType, deliveryId, attemptId, attempt: number };
}

function answer({ number, eventCreatedMs, sentMs, exchange }: Sent) {
  const { outcome, response, reusedSocket, timings } = exchange;
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = timings;
  const first = number === 1 && firstByteMs !== null && eventCreatedMs !== null;
  return {
    outcome,
    status: response?.status ?? null,
    reusedSocket,
    dnsMs,
    connectMs,
    tlsMs,
    firstByteMs,
    sendMs: totalMs,
    acceptedToFirstByteMs: first ? sentMs + firstByteMs - eventCreatedMs : null,
  };
}
