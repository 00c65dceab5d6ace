import { Problem } from "@callcall/contract";
import type { AcceptResult, Idempotency, NewDelivery, NewEvent, TraceContext, WebhookRecord } from "@callcall/store";
import type { Booking } from "../dispatch/lane-state.ts";
import type { Budget } from "../domain/budget.ts";
import { fanOut } from "../domain/fan-out.ts";
import { instant } from "../domain/instant.ts";
import type { AccountSnapshot } from "./directory.ts";
import type { Caller } from "./port.ts";
import type { Checked } from "./publish-check.ts";
import type { PublishingPorts } from "./publishing.ts";

export interface AcceptPorts extends PublishingPorts {
  /** The time that an event is stamped with now. */
  createdMs(nowMs: number): number;
}

/** A delivery that the fan-out made, with its place in its lane. */
interface Owed {
  readonly id: string;
  readonly webhook: WebhookRecord;
  readonly booking: Booking;
}

interface Prepared {
  readonly event: NewEvent;
  readonly owed: readonly Owed[];
}

/** How often a fan-out is computed again because the subscriptions changed under it. */
const REFANS_MAX = 5;

/** Fan out, commit, and hand what is owed to the lanes; again while the subscriptions change meanwhile. */
export async function accept(
  ports: AcceptPorts,
  caller: Caller,
  checked: readonly Checked[],
  trace: TraceContext | null,
  idempotency: Idempotency | null,
  budget: Budget,
): Promise<Extract<AcceptResult, { kind: "accepted" | "replayed" }>> {
  const { directory, commit, clock, tracer } = ports;
  const { accountId } = caller;
  for (let round = 0; round < REFANS_MAX; round++) {
    const snapshot = await directory.account(accountId);
    const nowMs = clock.nowMs();
    // No await from here to submit: the order of ids is the order of commits, which FIFO lanes rely on.
    const prepared = prepareAll(ports, snapshot, checked, trace, nowMs, budget);
    const span = tracer?.start("commit", trace);
    let result: AcceptResult;
    try {
      result = await commit.submitIfRoom({
        kind: "events.accept",
        accountId,
        subscriptionsVersion: snapshot.version,
        nowMs,
        events: prepared.map((item) => item.event),
        idempotency,
      });
    } catch (error) {
      giveBack(ports, prepared);
      throw error;
    } finally {
      span?.end();
    }
    if (result.kind === "accepted") {
      prepared.forEach((item, index) => {
        if (result.events[index]?.status === "inserted") admit(ports, accountId, item);
        else giveBack(ports, [item]);
      });
      return result;
    }
    giveBack(ports, prepared);
    if (result.kind === "replayed") return result;
    if (result.kind === "idempotency_mismatch") throw mismatch();
    directory.forget(accountId);
  }
  throw new Problem("unavailable", "Cannot publish just now: the account's webhooks keep changing", {
    retryAfterSeconds: 1,
  });
}

/** Deliveries in one step: they are one transaction, which takes 10 µs for each. */
const DELIVERIES_MAX = 50_000;

function prepareAll(
  ports: AcceptPorts,
  snapshot: AccountSnapshot,
  checked: readonly Checked[],
  trace: TraceContext | null,
  nowMs: number,
  budget: Budget,
): readonly Prepared[] {
  const prepared: Prepared[] = [];
  let deliveries = 0;
  for (const item of checked) {
    const next = prepare(ports, snapshot, item, trace, nowMs, budget);
    prepared.push(next);
    deliveries += next.owed.length;
    if (deliveries <= DELIVERIES_MAX) continue;
    giveBack(ports, prepared);
    const detail = `Cannot accept more than ${DELIVERIES_MAX} deliveries under one Idempotency-Key: send fewer events at once`;
    throw new Problem("payload_too_large", detail);
  }
  return prepared;
}

function prepare(
  ports: AcceptPorts,
  snapshot: AccountSnapshot,
  { request, payload, warnings }: Checked,
  trace: TraceContext | null,
  nowMs: number,
  budget: Budget,
): Prepared {
  const owed: Owed[] = [];
  const deliveries: NewDelivery[] = [];
  const event: NewEvent = {
    id: request.id ?? ports.ids.next("event"),
    type: request.type,
    createdMs: ports.createdMs(nowMs),
    data: request.data,
    warnings: warnings.length > 0 ? JSON.stringify(warnings) : null,
    trace,
    deliveries,
  };
  for (const webhook of fanOut(snapshot, request.type, payload, budget)) {
    const id = ports.ids.next("delivery");
    const booking = ports.dispatcher.book(webhook);
    owed.push({ id, webhook, booking });
    deliveries.push({ id, webhookId: webhook.id, nextAttemptMs: nowMs, open: booking.begun?.open ?? null });
  }
  return { event, owed };
}

function admit({ dispatcher, stream }: PublishingPorts, accountId: string, { event, owed }: Prepared): void {
  stream.announce(accountId, {
    kind: "event.accepted",
    at: instant(event.createdMs),
    event_id: event.id,
    event_type: event.type,
    deliveries: owed.length,
  });
  for (const { id, webhook, booking } of owed) {
    const open = booking.begun?.open ?? null;
    dispatcher.admit(
      booking,
      {
        accountId,
        webhookId: webhook.id,
        deliveryId: id,
        eventId: event.id,
        eventType: event.type,
        attemptCount: 0,
        chargedCount: 0,
        dueMs: 0,
        // Kept in memory only for what is sent at once; what queues is read again when its turn comes.
        event: open === null ? null : event,
        open,
      },
      webhook,
    );
  }
}

function giveBack({ dispatcher }: PublishingPorts, prepared: readonly Prepared[]): void {
  for (const { owed } of prepared) {
    for (const { booking } of owed) dispatcher.release(booking);
  }
}

export function mismatch(): Problem {
  return new Problem("idempotency_mismatch", "Cannot use this Idempotency-Key: it came with another request before");
}
