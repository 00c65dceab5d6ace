import type { Caller, Engine } from "@callcall/engine";
import type { CallPlan } from "../plan/plan.ts";
import { Rng } from "../runtime/rng.ts";
import { OUTSIDE } from "../runtime/scheduler.ts";
import type { Machine } from "./machine.ts";
import type { CallEnd, SimProcess } from "./process.ts";

type PublishPlan = Extract<CallPlan, { kind: "publish" }>;

/** An event that a publisher wants to be delivered, and what it knows of it. */
export interface Submission {
  readonly number: number;
  readonly account: number;
  readonly type: string;
  /** The bytes of `data`, as text. */
  readonly data: string;
  readonly identity: PublishPlan["identity"];
  /** Requests that were made for it. */
  tries: number;
  /** Ids under which it was acknowledged. */
  readonly acknowledged: Set<string>;
  /** Its idempotency key may have expired between two of its tries. */
  keyExpired: boolean;
}

/** One answer that says 202 for an event. */
export interface Acknowledgement {
  readonly submission: Submission;
  readonly eventId: string;
  readonly deliveries: number;
  readonly replayed: boolean;
}

export interface Publishers {
  readonly submissions: ReadonlyMap<number, Submission>;
  publish(plan: PublishPlan): void;
}

const TRIES_MAX = 8;
/** How long the server keeps an idempotency key, and what the clocks of a test may differ by. */
const KEY_KEPT_MS = 86_400_000;
export const EVENT_TYPES: readonly string[] = ["sim.one", "sim.two"];

const encoder = new TextEncoder();

/** One that repeats what was not answered, under the same key where it has one, as the guide tells publishers to do. */
export function createPublishers(
  machine: Machine,
  running: () => SimProcess | undefined,
  callerOf: (account: number) => Caller,
  onAcknowledged: (ack: Acknowledgement) => void,
): Publishers {
  const submissions = new Map<number, Submission>();
  const { scheduler, deck, trace, plan: world } = machine;

  function submit(plan: PublishPlan, index: number): Submission {
    const number = plan.number + index;
    const rng = new Rng(world.seed, `event ${number}`);
    const submission: Submission = {
      number,
      account: plan.account,
      type: rng.pick(EVENT_TYPES),
      data: dataOf(number, rng),
      identity: plan.identity,
      tries: 0,
      acknowledged: new Set(),
      keyExpired: false,
    };
    submissions.set(number, submission);
    return submission;
  }

  function publish(plan: PublishPlan): void {
    const batch = Array.from({ length: plan.events }, (_, index) => submit(plan, index));
    const rng = new Rng(world.seed, `publisher ${plan.number}`);
    for (let copy = 0; copy < plan.copies; copy++) new Request(plan, batch, rng).attempt();
  }

  /** One request with its repetitions. */
  class Request {
    readonly #plan: PublishPlan;
    readonly #batch: readonly Submission[];
    readonly #rng: Rng;
    readonly #bornWallMs = machine.clock.nowMs();
    #tries = 0;

    constructor(plan: PublishPlan, batch: readonly Submission[], rng: Rng) {
      this.#plan = plan;
      this.#batch = batch;
      this.#rng = rng;
    }

    attempt(): void {
      const process = running();
      this.#tries += 1;
      if (process === undefined) {
        this.#again();
        return;
      }
      for (const submission of this.#batch) submission.tries += 1;
      this.#noteAge();
      trace.note(`publish ${this.#plan.number} try ${this.#tries}`);
      process.call(
        (engine) => this.#send(engine),
        (end) => this.#read(end),
      );
    }

    /** Also when it is answered: the clock may have been set while it was under way. */
    #noteAge(): void {
      if (machine.clock.nowMs() - this.#bornWallMs < KEY_KEPT_MS) return;
      for (const submission of this.#batch) submission.keyExpired = true;
    }

    async #send(engine: Engine): Promise<readonly (Acknowledgement | null)[]> {
      const { account, identity, number, events } = this.#plan;
      const caller = callerOf(account);
      const path = events === 1 ? "/api/v1/events" : "/api/v1/events/batch";
      const idempotent = identity === "key" ? { key: `key-${number}`, method: "POST", path } : undefined;
      const items = this.#batch.map((submission) => bodyOf(submission));
      if (events === 1) {
        const { result, replayed } = await engine.events.publish(caller, encoder.encode(items[0]), idempotent);
        return [this.#ack(0, result.id, result.deliveries, replayed)];
      }
      const body = encoder.encode(`{"events":[${items.join(",")}]}`);
      const { result, replayed } = await engine.events.publishBatch(caller, body, idempotent);
      return result.data.map((item, index) =>
        "id" in item && item.status === 202 ? this.#ack(index, item.id, item.deliveries, replayed) : null,
      );
    }

    #ack(index: number, eventId: string, deliveries: number, replayed: boolean): Acknowledgement {
      return { submission: this.#batch[index] as Submission, eventId, deliveries, replayed };
    }

    #read(end: CallEnd<readonly (Acknowledgement | null)[]>): void {
      this.#noteAge();
      if (end.kind !== "ok" || deck.pass("F3b") !== undefined) {
        trace.note(`publish ${this.#plan.number} ${end.kind === "refused" ? `refused: ${end.error.message}` : "lost"}`);
        this.#again();
        return;
      }
      for (const ack of end.value) {
        if (ack === null) continue;
        trace.note(`acknowledged ${ack.submission.number} ${ack.eventId} ${ack.deliveries} ${ack.replayed}`);
        ack.submission.acknowledged.add(ack.eventId);
        onAcknowledged(ack);
      }
      if (end.value.some((ack) => ack === null)) this.#again();
    }

    #again(): void {
      if (this.#tries >= TRIES_MAX) return;
      const late = this.#plan.identity === "key" ? deck.pass("F20") : undefined;
      if (late === undefined) {
        scheduler.after(this.#rng.int(100, 2000) * this.#tries, OUTSIDE, () => this.attempt());
        return;
      }
      trace.tell(`a publisher waits so long with its repetition that its key expires (F20)`);
      machine.clock.step(late.ms);
      // Past the next time that the engine drops what has expired.
      scheduler.after(130_000, OUTSIDE, () => this.attempt());
    }
  }

  return { submissions, publish };
}

function bodyOf({ type, data, identity, number }: Submission): string {
  const id = identity === "event id" ? `,"id":"own-${number}"` : "";
  return `{"type":"${type}","data":${data}${id}}`;
}

/** JSON that does not survive being parsed and printed, with the number that it is known by. */
function dataOf(number: number, rng: Rng): string {
  const odd = rng.pick(["1.0", "12345678901234567890", "1e2", "-0"]);
  const text = rng.pick(["\\u0041", "é", "a b", "\\/"]);
  return `{ "n":${number},"even":${number % 2 === 0},"odd":${odd}, "text":"${text}${"x".repeat(rng.int(0, 60))}"}`;
}
