import type { Begun, Sent, Settled, Signed } from "./attempt.ts";
import type { Parcel } from "./parcel.ts";
import type { AttemptPorts } from "./ports.ts";

/** The steps of an attempt, told to whoever measures. Nothing is made where nobody does. */

type Ports = Pick<AttemptPorts, "observe">;

export function tellBegun(begun: Begun, { observe }: Ports): void {
  observe?.({
    step: "attempt.begun",
    ...subject(begun),
    born: begun.parcel.open !== null,
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
  if (observe === undefined) return;
  const { decision, exchange, request, state } = settled;
  const about = subject(settled);
  observe({
    step: "attempt.settled",
    ...about,
    ...answer(settled),
    charged: decision.charged,
    state,
    nextAttemptAt: decision.nextAttemptMs,
    error: exchange.error,
    startedAt: settled.startedMs,
    beginMs: settled.beginMs,
    signMs: settled.signMs,
    settleMs: settled.settleMs,
    requestBytes: request?.body.length ?? 0,
    responseBytes: exchange.response?.bodyBytes ?? 0,
  });
  const { outcome } = exchange;
  if (state === "pending" && decision.nextAttemptMs !== null) {
    const delayMs = decision.nextAttemptMs - settled.settledMs;
    observe({ step: "retry.planned", ...about, outcome, delayMs });
  } else {
    observe({ step: "delivery.finished", ...about, state, outcome });
  }
}

export function tellDropped(
  { accountId, webhookId, deliveryId }: Parcel,
  reason: "stale" | "unavailable",
  { observe }: Ports,
): void {
  observe?.({ step: "attempt.dropped", accountId, webhookId, deliveryId, reason });
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
