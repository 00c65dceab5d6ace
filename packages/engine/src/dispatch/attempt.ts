/**
 * One attempt, as a pipeline whose every step makes a value that holds those before it. None is copied into the next:
 * to spread a dozen fields takes microseconds, and this is done for every delivery.
 *
 *   parcel → begin → sign → send → decide → settle → announce
 *
 * Nothing leaves before `begin` is on stable storage, and what came of it and what follows are written
 * in one step by `settle`, fenced by the attempt's id. A crash between the two leaves an open attempt,
 * which the next start settles as `unknown` (see recover.ts). So whatever goes wrong after `begin` must end in
 * a settle: a delivery whose attempt stays open is sent by nobody.
 */
import {
  type DeliveryState,
  type DisabledReason,
  isFatal,
  type SettleAttempt,
  StoreError,
  type TraceContext,
  type WebhookRecord,
} from "@callcall/store";
import { type Decision, decide, type Situation, shifted } from "../domain/decide.ts";
import { deliveryControl } from "../domain/delivery-control.ts";
import { instant } from "../domain/instant.ts";
import type { Exchange } from "../http/index.ts";
import { jumpBetween } from "../runtime/jump-watch.ts";
import { systemCaller } from "../services/audit.ts";
import type { Span } from "../telemetry/tracer.ts";
import { attemptRecordOf, unsent, withoutExchange } from "./attempt-record.ts";
import type { Parcel } from "./parcel.ts";
import type { AttemptPorts } from "./ports.ts";
import { buildRequest, type DeliveryRequest } from "./request.ts";
import { tellBegun, tellDropped, tellSent, tellSettled, tellSigned } from "./tell.ts";

/** Where a parcel is sent, as it stands now: settings and health may change while a request is in flight. */
export interface Target {
  readonly webhook: WebhookRecord;
  /** Where its slot was taken: the host, and the port where it is not the usual one. */
  readonly host: string;
  /** The request is about to leave. */
  departed(): void;
  /**
   * The response is in: take in what it has shown, at once, so that attempts in flight beside this one count
   * on from there.
   */
  learn(decision: Decision, exchange: Exchange): void;
  /** That the webhook is to be disabled is on disk. */
  confirm(disable: DisabledReason): void;
  /**
   * The settle has been handed to the writer. What is begun from here on is committed after it, or with it,
   * and so may use this flight's slot: one sync serves the end of one attempt and the beginning of the next.
   */
  landed(): void;
  /** The settle was refused, and is tried again. */
  stalled(): void;
}

export interface Begun {
  readonly parcel: Parcel;
  readonly target: Target;
  /** The settings that this attempt is made with. */
  readonly webhook: WebhookRecord;
  readonly attemptId: string;
  readonly number: number;
  readonly startedMs: number;
  /** How long it took to write it down, by the monotonic clock. */
  readonly beginMs: number;
}

export interface Signed {
  readonly request: DeliveryRequest;
  readonly eventCreatedMs: number;
  readonly trace: TraceContext | null;
  readonly span: Span | undefined;
  readonly signMs: number;
}

export interface Sent {
  readonly begun: Begun;
  /** Null: there was nothing to send. */
  readonly signed: Signed | null;
  /** When the request began, by the wall clock. */
  readonly sentMs: number;
  readonly exchange: Exchange;
}

export interface Decided {
  readonly sent: Sent;
  readonly decision: Decision;
  readonly settledMs: number;
}

export interface Settled extends Decided {
  /** The delivery's state in the store: `cancelled` where that happened meanwhile. */
  readonly state: DeliveryState;
  readonly settleMs: number;
}

/** How a parcel's flight ended, for its lane. */
export type FlightEnd =
  | { readonly kind: "settled"; readonly decision: Decision; readonly state: DeliveryState }
  /** It was no longer ours to send (cancelled, deleted, sent elsewhere): nothing left. */
  | { readonly kind: "stale" }
  /** The store could not take the beginning: nothing left, try again later. */
  | { readonly kind: "unavailable" };

/** Send a parcel once and record what came of it. Never rejects. */
export async function attempt(parcel: Parcel, target: Target, ports: AttemptPorts): Promise<FlightEnd> {
  try {
    const begun = await begin(parcel, target, ports);
    if (begun === undefined) return dropped(parcel, "stale", ports);
    tellBegun(begun, ports);
    const sent = await transmit(begun, ports);
    tellSent(sent, ports);
    const decided = decideNext(sent, ports);
    const settling = settle(decided, ports);
    target.landed();
    const settled = await settling;
    if (settled === undefined) return dropped(parcel, "stale", ports, sent.signed?.span);
    tellSettled(settled, ports);
    announce(settled, ports);
    return { kind: "settled", decision: settled.decision, state: settled.state };
  } catch (error) {
    ports.log.error({ err: error, delivery: parcel.deliveryId }, "an attempt could not be carried out");
    return dropped(parcel, "unavailable", ports);
  }
}

function dropped<Kind extends "stale" | "unavailable">(parcel: Parcel, kind: Kind, ports: AttemptPorts, span?: Span) {
  tellDropped(parcel, kind, ports, span);
  return { kind };
}

/** Write the attempt down before its bytes leave. Undefined: the delivery is no longer waiting for it. */
async function begin(parcel: Parcel, target: Target, ports: AttemptPorts): Promise<Begun | undefined> {
  if (parcel.open !== null) {
    const { id: attemptId, startedMs } = parcel.open;
    const number = parcel.attemptCount + 1;
    return { parcel, target, webhook: target.webhook, attemptId, number, startedMs, beginMs: 0 };
  }
  const attemptId = ports.ids.next("attempt");
  const startedMs = ports.clock.nowMs();
  const startedAt = ports.clock.monotonicMs();
  const { accountId, deliveryId } = parcel;
  const result = await ports.commit.submit({ kind: "attempt.begin", accountId, deliveryId, attemptId, startedMs });
  if (result.kind === "stale") return undefined;
  const { number } = result;
  const beginMs = ports.clock.monotonicMs() - startedAt;
  return { parcel, target, webhook: target.webhook, attemptId, number, startedMs, beginMs };
}

/** Sign and send. What keeps us from it is our own fault, and an outcome like any other. */
async function transmit(begun: Begun, ports: AttemptPorts): Promise<Sent> {
  const startedAt = ports.clock.monotonicMs();
  try {
    const signed = await signRequest(begun, startedAt, ports);
    tellSigned(begun, signed, ports);
    return await send(begun, signed, ports);
  } catch (error) {
    ports.log.error({ err: error, delivery: begun.parcel.deliveryId }, "a delivery could not be sent");
    if (isFatal(error)) ports.onFatal(error);
    const exchange = unsent(ports.clock.monotonicMs() - startedAt);
    return { begun, signed: null, sentMs: ports.clock.nowMs(), exchange };
  }
}

async function signRequest(begun: Begun, startedAt: number, ports: AttemptPorts): Promise<Signed> {
  const { parcel, webhook } = begun;
  const { accountId, eventId } = parcel;
  const nowMs = ports.clock.nowMs();
  const secrets = await ports.credentials.secrets(accountId, webhook.id, nowMs);
  // A deleted webhook's are gone with it. Nothing leaves unsigned.
  if (secrets.length === 0) throw new Error(`Cannot sign for webhook ${webhook.id} as it has no secret`);
  const event = parcel.event ?? (await ports.store.event(accountId, eventId));
  // Retention takes nothing of an event that is owed to anybody.
  if (event === undefined || event.data === null) {
    throw new Error(`Cannot send delivery ${parcel.deliveryId} as its event ${eventId} is gone`);
  }
  const span = ports.tracer?.start("attempt", event.trace, begun.startedMs);
  const trace = span === undefined ? event.trace : span.context;
  const request = buildRequest({
    eventId,
    eventType: parcel.eventType,
    eventCreatedMs: event.createdMs,
    data: event.data,
    deliveryId: parcel.deliveryId,
    attempt: begun.number,
    webhook,
    customHeaders: ports.credentials.headers(webhook),
    secrets: secrets.map((secret) => secret.key),
    trace,
    nowMs,
    userAgent: ports.userAgent,
  });
  return { request, eventCreatedMs: event.createdMs, trace, span, signMs: ports.clock.monotonicMs() - startedAt };
}

async function send(begun: Begun, signed: Signed, ports: AttemptPorts): Promise<Sent> {
  const { parcel, target, webhook } = begun;
  ports.announce(parcel.accountId, {
    kind: "attempt.started",
    at: instant(begun.startedMs),
    ...subject(begun),
  });
  const { url, headers, body } = signed.request;
  const deadlineMs = webhook.deadlineMs ?? ports.settings.deliveryDeadlineMs;
  target.departed();
  const sentMs = ports.clock.nowMs();
  const exchange = await ports.sender.send({ url, headers, body, deadlineMs });
  return { begun, signed, sentMs, exchange };
}

/** What an exchange says, as far as it decides anything. */
export function answerOf(
  { outcome, response, retryAfter }: Exchange,
  url: string,
): Pick<Situation, "outcome" | "status" | "retryAfter" | "control"> {
  return {
    outcome,
    status: response?.status ?? null,
    retryAfter,
    control: deliveryControl(url, response?.headers ?? []),
  };
}

function decideNext(sent: Sent, ports: AttemptPorts): Decided {
  const { begun, exchange } = sent;
  const { parcel, target } = begun;
  const settledMs = ports.clock.nowMs();
  const { webhook } = target;
  const { outcome, status, retryAfter, control } = answerOf(exchange, begun.webhook.url);
  const verdict = decide({
    outcome,
    status,
    retryAfter,
    control,
    chargedCount: parcel.chargedCount,
    unchargedCount: begun.number - 1 - parcel.chargedCount,
    scheduleSeconds: webhook.retryScheduleSeconds ?? ports.settings.retryScheduleSeconds,
    onExhausted: webhook.ordering === "fifo" ? webhook.onExhausted : "skip",
    health: webhook,
    nowMs: settledMs,
    random: ports.random.fraction(),
  });
  // One verdict is enough: those that were in flight beside it find the webhook disabled.
  const decision = webhook.status === "enabled" ? verdict : { ...verdict, disable: null };
  target.learn(decision, exchange);
  return { sent, decision, settledMs };
}

/** How long to wait before a settle that the store refused is tried again, in milliseconds. */
const SETTLE_RETRY_MS = 500;

/**
 * Record attempt, state and next attempt in one step. The request is out, so this must not be given up:
 * it is tried again until the store takes it (a full disk is freed, a database comes back) or the engine has
 * stopped. Undefined: it is not written; the fence has moved on, or the next start finds the attempt open.
 */
async function settle(decided: Decided, ports: AttemptPorts): Promise<Settled | undefined> {
  const { sent } = decided;
  const { parcel, target } = sent.begun;
  const startedAt = ports.clock.monotonicMs();
  const offsetMs = decided.settledMs - startedAt;
  let { decision, settledMs } = decided;
  let attempt = attemptRecordOf(decided);
  for (;;) {
    try {
      const result = await ports.commit.submit({
        kind: "attempt.settle",
        webhookId: parcel.webhookId,
        attempt,
        state: decision.state,
        chargedCount: decision.chargedCount,
        nextAttemptMs: decision.nextAttemptMs,
        ...(decision.blocks === undefined ? {} : { blocks: decision.blocks }),
        settledMs,
        health: decision.health,
        disable: decision.disable === null ? null : disabling(parcel, decision.disable, ports),
      });
      if (result.kind === "stale") return undefined;
      if (decision.disable !== null) target.confirm(decision.disable);
      return { sent, decision, settledMs, state: result.state, settleMs: ports.clock.monotonicMs() - startedAt };
    } catch (error) {
      if (!(error instanceof StoreError)) {
        // Something in what the receiver answered that no database takes. What it came to counts all the same.
        if (attempt.timings === null) throw error;
        ports.log.error({ err: error, delivery: parcel.deliveryId }, "cannot record what was sent and received");
        attempt = withoutExchange(attempt);
        continue;
      }
      if (isFatal(error)) throw error;
      if (ports.abandoned.aborted) return undefined;
      ports.log.warn({ err: error, delivery: parcel.deliveryId }, "cannot record an attempt yet; trying again");
      target.stalled();
      await new Promise<void>((resolve) => ports.timers.after(SETTLE_RETRY_MS, resolve));
      // Where the clock was set meanwhile, what waits was moved by as much, and this was not there to be moved.
      const setMs = jumpBetween(offsetMs, ports.clock.nowMs() - ports.clock.monotonicMs());
      decision = shifted(decided.decision, setMs);
      settledMs = decided.settledMs + setMs;
    }
  }
}

/** The webhook's end, with its entry in the audit log: written by the server itself, in the commit that causes it. */
function disabling(parcel: Parcel, reason: DisabledReason, ports: AttemptPorts): SettleAttempt["disable"] {
  const audit = ports.audit(systemCaller(parcel.accountId), "webhook.disable", parcel.webhookId, [
    { field: "status", before: "enabled", after: "disabled" },
    { field: "disabled_reason", before: null, after: reason },
    { field: "delivery_id", before: null, after: parcel.deliveryId },
  ]);
  return { reason, audit };
}

function announce(settled: Settled, ports: AttemptPorts): void {
  const { sent, decision, state } = settled;
  const { begun, exchange } = sent;
  const at = instant(settled.settledMs);
  const { accountId } = begun.parcel;
  ports.announce(accountId, {
    kind: "attempt.finished",
    at,
    ...subject(begun),
    outcome: exchange.outcome,
    response_status: exchange.response?.status ?? null,
    total_ms: exchange.timings.totalMs,
  });
  if (state === "pending" && decision.nextAttemptMs !== null) {
    const next = instant(decision.nextAttemptMs);
    const status = decision.blocks ? { status: "blocking" } : {};
    ports.announce(accountId, { kind: "retry.planned", at, ...subject(begun), next_attempt_at: next, ...status });
  } else {
    ports.announce(accountId, { kind: "delivery.finished", at, ...subject(begun), status: state });
  }
  if (decision.disable !== null) ports.onWebhookChanged(begun.target.webhook);
}

function subject({ parcel, number }: Begun) {
  return {
    event_id: parcel.eventId,
    event_type: parcel.eventType,
    webhook_id: parcel.webhookId,
    delivery_id: parcel.deliveryId,
    attempt: number,
  };
}
