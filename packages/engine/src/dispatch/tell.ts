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
  if (observe === undefined) return;
  const { parcel, startedMs, beginMs } = begun;
  observe({
    step: "attempt.begun",
    ...subject(begun),
    born: parcel.open !== null,
    lateMs: parcel.dueMs === 0 ? null : Math.max(0, startedMs - parcel.dueMs),
    beginMs,
  });
}

export function tellSigned(begun: Begun, { signMs, request }: Signed, { observe }: Ports): void {
  observe?.({ step: "attempt.signed", ...subject(begun), signMs, bodyBytes: request.body.length });
}

export function tellSent(sent: Sent, { observe }: Ports): void {
  observe?.({ step: "attempt.sent", ...answer(sent) });
}

export function tellSettled(settled: Settled, { observe }: Ports): void {
  const span = settled.sent.signed?.span;
  if (observe === undefined && span === undefined) return;
  const step = stepOf(settled);
  observe?.(step);
  span?.end(step);
  observe?.(followUp(settled));
}

function stepOf({ sent, decision, state, settleMs }: Settled): Extract<Step, { step: "attempt.settled" }> {
  const { begun, signed, exchange } = sent;
  return {
    step: "attempt.settled",
    ...answer(sent),
    charged: decision.charged,
    state,
    nextAttemptAt: decision.nextAttemptMs,
    error: exchange.error,
    host: begun.target.host,
    traceId: traceIdOf(signed?.trace ?? null),
    startedAt: begun.startedMs,
    beginMs: begun.beginMs,
    signMs: signed?.signMs ?? exchange.timings.totalMs,
    settleMs,
    requestBytes: signed?.request.body.length ?? 0,
    responseBytes: exchange.response?.bodyBytes ?? 0,
  };
}

function followUp({ sent, decision, state, settledMs }: Settled): Step {
  const about = subject(sent.begun);
  const { outcome } = sent.exchange;
  if (state !== "pending" || decision.nextAttemptMs === null) {
    return { step: "delivery.finished", ...about, outcome, state };
  }
  return { step: "retry.planned", ...about, outcome, delayMs: decision.nextAttemptMs - settledMs };
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
  if (observe === undefined) return;
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

function answer({ begun, signed, sentMs, exchange }: Sent) {
  const { outcome, response, reusedSocket, timings } = exchange;
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = timings;
  const { accountId, webhookId, eventId, eventType, deliveryId } = begun.parcel;
  const first = begun.number === 1 && firstByteMs !== null && signed !== null;
  return {
    accountId,
    webhookId,
    eventId,
    eventType,
    deliveryId,
    attemptId: begun.attemptId,
    attempt: begun.number,
    outcome,
    status: response?.status ?? null,
    reusedSocket,
    dnsMs,
    connectMs,
    tlsMs,
    firstByteMs,
    sendMs: totalMs,
    acceptedToFirstByteMs: first ? sentMs + firstByteMs - signed.eventCreatedMs : null,
  };
}
