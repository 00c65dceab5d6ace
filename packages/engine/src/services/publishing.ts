import { createHash } from "node:crypto";
import { type EventAccepted, Problem } from "@callcall/contract";
import type { AcceptResult, EventInsertion, Idempotency, NewEvent, TraceContext, WebhookRecord } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import type { Booking } from "../dispatch/lane-state.ts";
import { Budget } from "../domain/budget.ts";
import { fanOut } from "../domain/fan-out.ts";
import { instant } from "../domain/instant.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import type { Tracer } from "../telemetry/tracer.ts";
import { aFewAtOnce } from "./a-few-at-once.ts";
import type { SchemaCache } from "./catalogue.ts";
import type { AccountSnapshot, Directory } from "./directory.ts";
import type { Caller, EventService, IdempotentRequest, Published, StreamService } from "./port.ts";
import { batchAnswer, refusedView, singleAnswer } from "./publish-answer.ts";
import { type Checked, check } from "./publish-check.ts";
import { type PublishRequest, readBatch, readPublish } from "./publish-request.ts";

export interface PublishingPorts {
  readonly directory: Directory;
  readonly schemas: SchemaCache;
  readonly commit: GroupCommit;
  readonly dispatcher: Dispatcher;
  readonly stream: StreamService;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: EngineSettings;
  readonly idempotencySeconds: number;
  readonly tracer: Tracer | undefined;
}

interface AcceptPorts extends PublishingPorts {
  /** The time that the next event is stamped with. */
  createdMs(): number;
}

/** Publishing, and what it must know from before. */
export interface Publishing extends Pick<EventService, "publish" | "publishBatch"> {
  /** Events were stamped with this time already: later ones come after it, should the clock be behind. */
  resumeAfter(newestMs: number): void;
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

/** accept → commit → admit: the first half of the way of an event. */
export function createPublishing(outer: PublishingPorts): Publishing {
  const stamps = neverBack(outer.clock);
  const ports = { ...outer, createdMs: stamps.next };
  const { directory, settings } = ports;

  return {
    resumeAfter: stamps.resumeAfter,

    async publish(caller, body, idempotent, trace = null) {
      const request = readPublish(body, settings.payloadBytes);
      const checked = check(await directory.account(caller.accountId), request, ports.schemas, new Budget());
      if (checked instanceof Problem) return recall(ports, caller, request, checked, idempotent, body);
      const context = JSON.stringify(checked.warnings);
      const result = await accept(
        ports,
        caller,
        [checked],
        trace,
        idempotencyOf(ports, idempotent, body, context),
        new Budget(),
      );
      return singleAnswer(request, result, context);
    },

    async publishBatch(caller, body, idempotent, trace = null) {
      const requests = readBatch(body, settings.payloadBytes);
      const snapshot = await directory.account(caller.accountId);
      const budget = new Budget();
      const items = requests.map((request) =>
        request instanceof Problem ? request : check(snapshot, request, ports.schemas, budget),
      );
      const checked = items.filter((item): item is Checked => !(item instanceof Problem));
      const context = JSON.stringify(
        items.map((item) => (item instanceof Problem ? refusedView(item) : item.warnings)),
      );
      const idempotency = idempotencyOf(ports, idempotent, body, context);
      const filters = new Budget();
      if (idempotency !== null) {
        return batchAnswer(requests, await accept(ports, caller, checked, trace, idempotency, filters), context);
      }
      const parts = split(checked, snapshot.subscribers.length);
      const events = await aFewAtOnce(PARTS_AT_ONCE, parts, (part) =>
        acceptPart(ports, caller, part, trace, filters, parts.length === 1),
      );
      return batchAnswer(requests, { kind: "accepted", events: events.flat() }, context);
    },
  };
}

/** Deliveries accepted in one step: 1,000 events for 1,000 webhooks at once would stop everything for 15 s. */
const DELIVERIES_AT_ONCE = 1_000;

/** A batch in parts of bounded work. With an idempotency key it stays whole: the key stands for all of it. */
function split(checked: readonly Checked[], subscribers: number): readonly (readonly Checked[])[] {
  const size = Math.max(1, Math.floor(DELIVERIES_AT_ONCE / Math.max(1, subscribers)));
  return Array.from({ length: Math.ceil(checked.length / size) }, (_, part) =>
    checked.slice(part * size, (part + 1) * size),
  );
}

/** Parts on their way to disk: a million deliveries of one request are not held in memory all at once. */
const PARTS_AT_ONCE = 16;

/** What became of a part. If others may have been stored, a failure is the answer to these events alone. */
async function acceptPart(
  ports: AcceptPorts,
  caller: Caller,
  part: readonly Checked[],
  trace: TraceContext | null,
  budget: Budget,
  alone: boolean,
): Promise<readonly (EventInsertion | Problem)[]> {
  try {
    return (await accept(ports, caller, part, trace, null, budget)).events;
  } catch (error) {
    if (alone) throw error;
    const problem = new Problem("unavailable", "Cannot store this event just now: publish it again", { cause: error });
    return part.map(() => problem);
  }
}

/** A clock further behind than this was wrong before, not now: its stamps are not carried on. */
const CLOCK_BEHIND_MAX_MS = 86_400_000;

/** The wall clock, except that it waits where that steps back: FIFO lanes read their order from `created`. */
function neverBack(clock: Clock): { next(): number; resumeAfter(newestMs: number): void } {
  let floorMs = 0;
  return {
    next() {
      floorMs = Math.max(floorMs, clock.nowMs());
      return floorMs;
    },
    resumeAfter(newestMs) {
      if (newestMs - clock.nowMs() <= CLOCK_BEHIND_MAX_MS) floorMs = Math.max(floorMs, newestMs + 1);
    },
  };
}

/**
 * What was accepted once keeps its answer, though its type is archived or strict by now: a publisher that
 * repeats a request after a time-out must not be told that its event was refused.
 */
async function recall(
  { commit, clock }: PublishingPorts,
  { accountId }: Caller,
  request: PublishRequest,
  problem: Problem,
  idempotent: IdempotentRequest | undefined,
  body: Uint8Array,
): Promise<Published<EventAccepted>> {
  if (idempotent === undefined) throw problem;
  const { key } = idempotent;
  const fingerprint = fingerprintOf(idempotent, body);
  const result = await commit.submit({ kind: "idempotency.recall", accountId, key, fingerprint, nowMs: clock.nowMs() });
  if (result.kind === "unused") throw problem;
  if (result.kind === "idempotency_mismatch") throw mismatch();
  return singleAnswer(request, result, result.context);
}

/** Fan out, commit, and hand what is owed to the lanes; again while the subscriptions change meanwhile. */
async function accept(
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
  const id = request.id ?? ports.ids.next("event");
  const owed = fanOut(snapshot, request.type, payload, budget).map((webhook) => ({
    id: ports.ids.next("delivery"),
    webhook,
    booking: ports.dispatcher.book(webhook),
  }));
  const event: NewEvent = {
    id,
    type: request.type,
    createdMs: ports.createdMs(),
    data: request.data,
    warnings: warnings.length > 0 ? JSON.stringify(warnings) : null,
    trace,
    deliveries: owed.map(({ id, webhook, booking }) => ({
      id,
      webhookId: webhook.id,
      nextAttemptMs: nowMs,
      open: booking.begun?.open ?? null,
    })),
  };
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
  for (const { booking } of prepared.flatMap(({ owed }) => owed)) dispatcher.release(booking);
}

function idempotencyOf(
  { clock, idempotencySeconds }: PublishingPorts,
  idempotent: IdempotentRequest | undefined,
  body: Uint8Array,
  context: string,
): Idempotency | null {
  if (idempotent === undefined) return null;
  const fingerprint = fingerprintOf(idempotent, body);
  return { key: idempotent.key, fingerprint, context, expiresMs: clock.nowMs() + idempotencySeconds * 1000 };
}

function fingerprintOf({ method, path }: IdempotentRequest, body: Uint8Array): Uint8Array {
  return createHash("sha256").update(`${method} ${path}\n`).update(body).digest();
}

function mismatch(): Problem {
  return new Problem("idempotency_mismatch", "Cannot use this Idempotency-Key: it came with another request before");
}
