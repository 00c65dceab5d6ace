import { createHash } from "node:crypto";
import { type EventAccepted, Problem, type ProblemError } from "@callcall/contract";
import type { EventInsertion, Idempotency, TraceContext } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import { Budget } from "../domain/budget.ts";
import { takersOf } from "../domain/fan-out.ts";
import type { Clock, Timers } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import type { Tracer } from "../telemetry/tracer.ts";
import { aFewAtOnce } from "./a-few-at-once.ts";
import type { SchemaCache } from "./catalogue.ts";
import type { AccountSnapshot, Directory } from "./directory.ts";
import type { Caller, EventService, IdempotentRequest, Published, StreamService } from "./port.ts";
import { type AcceptPorts, accept, mismatch } from "./publish-accept.ts";
import { batchAnswer, type KeptItem, refusedView, singleAnswer } from "./publish-answer.ts";
import { type Checked, check } from "./publish-check.ts";
import { type PublishRequest, readBatch, readPublish } from "./publish-request.ts";
import { inTurns, onePerTurn } from "./turns.ts";

export interface PublishingPorts {
  readonly directory: Directory;
  readonly schemas: SchemaCache;
  readonly commit: GroupCommit;
  readonly dispatcher: Dispatcher;
  readonly stream: StreamService;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly settings: EngineSettings;
  readonly idempotencySeconds: number;
  readonly tracer: Tracer | undefined;
}

/** Publishing, and what it must know from before. */
export interface Publishing extends Pick<EventService, "publish" | "publishBatch"> {
  /** Events were stamped with this time already: later ones come after it, should the clock be behind. */
  resumeAfter(newestMs: number): void;
}

/** accept → commit → admit: the first half of the way of an event. */
export function createPublishing(outer: PublishingPorts): Publishing {
  const stamps = neverBack(outer.clock);
  const ports = { ...outer, createdMs: stamps.at };
  const { directory, settings } = ports;

  return {
    resumeAfter: stamps.resumeAfter,

    async publish(caller, body, idempotent, trace = null) {
      const request = readPublish(body, settings.payloadBytes);
      const checked = check(await directory.account(caller.accountId), request, ports.schemas, new Budget());
      if (checked instanceof Problem) return recall(ports, caller, request, checked, idempotent, body);
      const idempotency = idempotencyOf(ports, idempotent, body, checked.warnings);
      const result = await accept(ports, caller, [checked], trace, idempotency, new Budget());
      return singleAnswer(request, result, checked.warnings);
    },

    async publishBatch(caller, body, idempotent, trace = null) {
      const requests = readBatch(body, settings.payloadBytes);
      const snapshot = await directory.account(caller.accountId);
      const { checked, kept } = await checkAll(ports, snapshot, requests);
      const idempotency = idempotencyOf(ports, idempotent, body, kept);
      const filters = new Budget();
      if (idempotency !== null) {
        return batchAnswer(requests, await accept(ports, caller, checked, trace, idempotency, filters), kept);
      }
      const parts = split(checked, snapshot);
      const turn = onePerTurn(ports.timers);
      const events = await aFewAtOnce(PARTS_AT_ONCE, parts, async (part) => {
        await turn();
        return acceptPart(ports, caller, part, trace, filters, parts.length === 1);
      });
      return batchAnswer(requests, { kind: "accepted", events: events.flat() }, kept);
    },
  };
}

/** Judge the events of a batch: those that may be published, and in the order of the request what is kept of each. */
async function checkAll(
  { schemas, clock, timers }: PublishingPorts,
  snapshot: AccountSnapshot,
  requests: readonly (PublishRequest | Problem)[],
): Promise<{ readonly checked: readonly Checked[]; readonly kept: readonly KeptItem[] }> {
  const budget = new Budget();
  const turnOver = inTurns(clock, timers);
  const checked: Checked[] = [];
  const kept: KeptItem[] = [];
  for (const request of requests) {
    const item = request instanceof Problem ? request : check(snapshot, request, schemas, budget);
    if (item instanceof Problem) kept.push(refusedView(item));
    else {
      checked.push(item);
      kept.push(item.warnings);
    }
    const pause = turnOver();
    if (pause !== undefined) await pause;
  }
  return { checked, kept };
}

/** Rows written in one step: 1,000 events for 1,000 webhooks at once would stop everything for 15 s. */
const ROWS_AT_ONCE = 1_000;

/** A batch in parts of bounded work. With an idempotency key it stays whole: the key stands for all of it. */
function split(checked: readonly Checked[], { subscribers }: AccountSnapshot): readonly (readonly Checked[])[] {
  const parts: Checked[][] = [];
  let part: Checked[] = [];
  let rows = 0;
  for (const item of checked) {
    const more = 1 + takersOf(subscribers, item.request.type).length;
    if (part.length > 0 && rows + more > ROWS_AT_ONCE) {
      parts.push(part);
      part = [];
      rows = 0;
    }
    part.push(item);
    rows += more;
  }
  if (part.length > 0) parts.push(part);
  return parts;
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
function neverBack(clock: Clock): { at(nowMs: number): number; resumeAfter(newestMs: number): void } {
  let floorMs = 0;
  return {
    at(nowMs) {
      floorMs = Math.max(floorMs, nowMs);
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
  return singleAnswer(request, result, []);
}

function idempotencyOf(
  { clock, idempotencySeconds }: PublishingPorts,
  idempotent: IdempotentRequest | undefined,
  body: Uint8Array,
  kept: readonly KeptItem[] | readonly ProblemError[],
): Idempotency | null {
  if (idempotent === undefined) return null;
  const fingerprint = fingerprintOf(idempotent, body);
  const context = JSON.stringify(kept);
  return { key: idempotent.key, fingerprint, context, expiresMs: clock.nowMs() + idempotencySeconds * 1000 };
}

function fingerprintOf({ method, path }: IdempotentRequest, body: Uint8Array): Uint8Array {
  return createHash("sha256").update(`${method} ${path}\n`).update(body).digest();
}
