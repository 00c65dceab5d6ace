import { createHash } from "node:crypto";
import { type EventAccepted, formatCreated, Problem, type ProblemError } from "@callcall/contract";
import type { AcceptResult, EventInsertion, Idempotency, NewEvent, OpenAttempt, WebhookRecord } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import { fanOut } from "../domain/fan-out.ts";
import { nearest } from "../domain/subscriptions.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import type { SchemaCache } from "./catalogue.ts";
import type { AccountSnapshot, Directory } from "./directory.ts";
import type { BatchItem, Caller, EventService, IdempotentRequest, Published, StreamService } from "./port.ts";
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
}

interface AcceptPorts extends PublishingPorts {
  /** The time that the next event is stamped with. */
  createdMs(): number;
}

/** An event that may be published: its type is known and its data fits, or may depart with a warning. */
interface Checked {
  readonly request: PublishRequest;
  readonly warnings: readonly ProblemError[];
}

/** A delivery that the fan-out made, with the slot that was reserved for it. */
interface Owed {
  readonly id: string;
  readonly webhook: WebhookRecord;
  readonly open: OpenAttempt | null;
}

interface Prepared {
  readonly event: NewEvent;
  readonly owed: readonly Owed[];
}

/** How often a fan-out is computed again because the subscriptions changed under it. */
const REFANS_MAX = 5;

/** accept → commit → admit: the first half of the way of an event. */
export function createPublishing(outer: PublishingPorts): Pick<EventService, "publish" | "publishBatch"> {
  const ports = { ...outer, createdMs: neverBack(outer.clock) };
  const { directory, settings } = ports;

  return {
    async publish(caller, body, idempotent) {
      const request = readPublish(body, settings.payloadBytes);
      const checked = check(await directory.account(caller.accountId), request, ports.schemas);
      const context = checked.warnings.length > 0 ? JSON.stringify(checked.warnings) : "";
      const result = await accept(ports, caller, [checked], idempotencyOf(ports, idempotent, body, context));
      const insertion = result.events[0];
      if (insertion === undefined) throw new Error("Cannot answer a publish as the store named no event");
      const replayed = result.kind === "replayed" || insertion.status === "same";
      const warnings = result.kind === "replayed" ? parseWarnings(result.context) : checked.warnings;
      return { result: acceptedView(request.type, insertion, warnings), replayed };
    },

    async publishBatch(caller, body, idempotent) {
      const requests = readBatch(body, settings.payloadBytes);
      const snapshot = await directory.account(caller.accountId);
      const items = requests.map((request) => checkItem(snapshot, request, ports.schemas));
      const checked = items.filter((item): item is Checked => !(item instanceof Problem));
      const context = JSON.stringify(
        items.map((item) => (item instanceof Problem ? refusedView(item) : item.warnings)),
      );
      const result = await accept(ports, caller, checked, idempotencyOf(ports, idempotent, body, context));
      return batchAnswer(requests, result, context);
    },
  };
}

function check(snapshot: AccountSnapshot, request: PublishRequest, schemas: SchemaCache): Checked {
  const type = snapshot.eventTypes.get(request.type);
  if (type === undefined || type.archived) {
    const known = [...snapshot.eventTypes.values()].filter((record) => !record.archived).map((record) => record.name);
    const closest = nearest(request.type.slice(0, 128), known);
    const hint = closest === undefined ? "" : ` Did you mean ${closest}?`;
    throw new Problem(
      "unknown_event_type",
      `Cannot publish ${request.type.slice(0, 128)}: it is not in the catalogue.${hint}`,
      {
        errors: [{ pointer: "/type", detail: `is not a known event type.${hint}` }],
      },
    );
  }
  const schema = schemas.of(type);
  const warnings = schema === null ? [] : schema.departures(parse(request.data));
  if (warnings.length > 0 && type.validation === "strict") {
    throw new Problem("schema_mismatch", `Cannot publish ${type.name}: data does not match its schema`, {
      errors: warnings,
    });
  }
  return { request, warnings };
}

function checkItem(
  snapshot: AccountSnapshot,
  request: PublishRequest | Problem,
  schemas: SchemaCache,
): Checked | Problem {
  if (request instanceof Problem) return request;
  try {
    return check(snapshot, request, schemas);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** The wall clock, except that it waits where that steps back: FIFO lanes read their order from `created`. */
function neverBack(clock: Clock): () => number {
  let newestMs = 0;
  return () => {
    newestMs = Math.max(newestMs, clock.nowMs());
    return newestMs;
  };
}

/** Fan out, commit, and hand what is owed to the lanes; again while the subscriptions change meanwhile. */
async function accept(
  ports: AcceptPorts,
  caller: Caller,
  checked: readonly Checked[],
  idempotency: Idempotency | null,
): Promise<Extract<AcceptResult, { kind: "accepted" | "replayed" }>> {
  const { directory, commit, clock } = ports;
  const { accountId } = caller;
  for (let round = 0; round < REFANS_MAX; round++) {
    const snapshot = await directory.account(accountId);
    const nowMs = clock.nowMs();
    // No await from here to submit: the order of ids is the order of commits, which FIFO lanes rely on.
    const prepared = checked.map((item) => prepare(ports, snapshot, item, nowMs));
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
    if (result.kind === "idempotency_mismatch") {
      throw new Problem("idempotency_mismatch", "Cannot use this Idempotency-Key: it came with another request before");
    }
    directory.forget(accountId);
  }
  throw new Problem("unavailable", "Cannot publish just now: the account's webhooks keep changing", {
    retryAfterSeconds: 1,
  });
}

function prepare(
  ports: AcceptPorts,
  snapshot: AccountSnapshot,
  { request, warnings }: Checked,
  nowMs: number,
): Prepared {
  let parsed: { readonly value: unknown } | undefined;
  const data = (): unknown => {
    parsed ??= { value: parse(request.data) };
    return parsed.value;
  };
  const id = request.id ?? ports.ids.next("event");
  const owed = fanOut(snapshot, request.type, data).map((webhook) => ({
    id: ports.ids.next("delivery"),
    webhook,
    open: ports.dispatcher.reserve(webhook),
  }));
  const event: NewEvent = {
    id,
    type: request.type,
    createdMs: ports.createdMs(),
    data: request.data,
    warnings: warnings.length > 0 ? JSON.stringify(warnings) : null,
    deliveries: owed.map(({ id, webhook, open }) => ({ id, webhookId: webhook.id, nextAttemptMs: nowMs, open })),
  };
  return { event, owed };
}

function admit({ dispatcher, stream }: PublishingPorts, accountId: string, { event, owed }: Prepared): void {
  stream.announce(accountId, {
    kind: "event.accepted",
    at: new Date(event.createdMs).toISOString(),
    event_id: event.id,
    event_type: event.type,
    deliveries: owed.length,
  });
  for (const { id, webhook, open } of owed) {
    dispatcher.admit(
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
        event: open === null ? null : { createdMs: event.createdMs, data: event.data },
        open,
      },
      webhook,
    );
  }
}

function giveBack({ dispatcher }: PublishingPorts, prepared: readonly Prepared[]): void {
  for (const { open } of prepared.flatMap(({ owed }) => owed)) {
    if (open !== null) dispatcher.release(open);
  }
}

function idempotencyOf(
  { clock, idempotencySeconds }: PublishingPorts,
  idempotent: IdempotentRequest | undefined,
  body: Uint8Array,
  context: string,
): Idempotency | null {
  if (idempotent === undefined) return null;
  const fingerprint = createHash("sha256").update(`${idempotent.method} ${idempotent.path}\n`).update(body).digest();
  return { key: idempotent.key, fingerprint, context, expiresMs: clock.nowMs() + idempotencySeconds * 1000 };
}

function acceptedView(type: string, insertion: EventInsertion, warnings: readonly ProblemError[]): EventAccepted {
  if (insertion.status === "different") {
    throw new Problem("duplicate_id", `Cannot publish under the id ${insertion.id}: another event has it`, {
      errors: [{ pointer: "/id", detail: "belongs to an event with another type or other data" }],
    });
  }
  return {
    id: insertion.id,
    type,
    created: formatCreated(insertion.createdMs),
    deliveries: insertion.deliveries,
    ...(warnings.length > 0 ? { warnings: [...warnings] } : {}),
  };
}

function refusedView(problem: Problem): BatchItem {
  const { status, code, message, errors } = problem;
  return { status, code, detail: message, ...(errors.length > 0 ? { errors } : {}) };
}

/** Put the items that were refused before the commit and the store's results back into the order of the request. */
function batchAnswer(
  requests: readonly (PublishRequest | Problem)[],
  result: Extract<AcceptResult, { kind: "accepted" | "replayed" }>,
  context: string,
): Published<{ readonly data: readonly BatchItem[] }> {
  const items = JSON.parse(result.kind === "replayed" ? result.context : context) as (
    | BatchItem
    | readonly ProblemError[]
  )[];
  const insertions = result.events[Symbol.iterator]();
  const data = items.map((item, index): BatchItem => {
    if (!Array.isArray(item)) return item as BatchItem;
    const insertion = insertions.next().value as EventInsertion;
    const request = requests[index] as PublishRequest;
    try {
      return { status: 202, ...acceptedView(request.type, insertion, item as readonly ProblemError[]) };
    } catch (error) {
      if (error instanceof Problem) return refusedView(error);
      throw error;
    }
  });
  return { result: { data }, replayed: result.kind === "replayed" };
}

function parseWarnings(context: string): readonly ProblemError[] {
  return context === "" ? [] : (JSON.parse(context) as ProblemError[]);
}

const decoder = new TextDecoder();

function parse(data: Uint8Array): unknown {
  return JSON.parse(decoder.decode(data));
}
