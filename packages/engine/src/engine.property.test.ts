import type { DeliveryRecord } from "@callcall/store";
import fc from "fast-check";
import { describe, it } from "vitest";
import type { FakeSend } from "./testing/fake-sender.ts";
import { type Harness, makeDirectory, openHarness } from "./testing/harness.ts";

/** What can happen to a platform with two webhooks, one of them FIFO. */
type Step =
  | { readonly kind: "publish"; readonly count: number; readonly twice: boolean }
  | { readonly kind: "batch"; readonly count: number }
  | { readonly kind: "advance"; readonly ms: number }
  | { readonly kind: "answer"; readonly status: number; readonly count: number }
  | { readonly kind: "moods"; readonly failing: boolean }
  | { readonly kind: "cancel" | "retry"; readonly pick: number }
  | { readonly kind: "disable" | "enable" | "touch"; readonly webhook: number }
  | { readonly kind: "stop" | "crash" };

const webhookIndex = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("publish" as const),
      count: fc.integer({ min: 1, max: 8 }),
      twice: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("batch" as const), count: fc.integer({ min: 1, max: 8 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("advance" as const), ms: fc.constantFrom(1, 500, 2_100, 10_000) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("answer" as const),
      status: fc.constantFrom(200, 200, 200, 500, 404, 429),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("moods" as const), failing: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("cancel" as const, "retry" as const), pick: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("disable" as const, "enable" as const, "touch" as const),
      webhook: webhookIndex,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("stop" as const, "crash" as const) }) },
);

const FIFO_URL = "https://fifo.example/hook";
const settings = { retryScheduleSeconds: [2, 4], inFlightPerWebhook: 3, inFlightPerNode: 5 };

/** How the FIFO webhook is set. */
const fifoSettings = fc.record({
  on_exhausted: fc.constantFrom("skip" as const, "block" as const),
  rate_limit: fc.constantFrom(null, 3),
});
type FifoSettings = typeof fifoSettings extends fc.Arbitrary<infer Value> ? Value : never;

/** One run: the world, and what is known of it from outside. */
class World {
  readonly #directory = makeDirectory();
  readonly fifo: FifoSettings;
  #harness: Harness | undefined;
  #seed = 1;
  #webhooks: string[] = [];
  #published = 0;
  readonly acknowledged: { readonly id: string; readonly deliveries: number }[] = [];
  readonly sends: FakeSend[] = [];
  /** Retries by hand that were granted, by delivery. */
  readonly granted = new Map<string, number>();
  crashes = 0;

  constructor(fifo: FifoSettings) {
    this.fifo = fifo;
  }

  get harness(): Harness {
    if (this.#harness === undefined) throw new Error("Cannot use a world before it is open");
    return this.#harness;
  }

  async open(startMs?: number): Promise<void> {
    this.#seed += 1;
    this.#harness = await openHarness(this.#directory.path, {
      settings,
      seed: this.#seed,
      ...(startMs === undefined ? {} : { startMs }),
    });
    if (this.#webhooks.length === 0) {
      for (const input of [
        { url: FIFO_URL, ordering: "fifo" as const, ...this.fifo },
        { url: "https://any.example/hook" },
      ]) {
        this.#webhooks.push((await this.harness.webhook(input)).id);
      }
    }
  }

  async take(action: Step): Promise<void> {
    const { engine, caller, run, time, sender } = this.harness;
    switch (action.kind) {
      case "publish": {
        const events = action.twice ? 1 : action.count;
        this.#published += events;
        // Under one id of the publisher's, all but one of them are repetitions.
        const body = Buffer.from(
          JSON.stringify({
            type: "test.happened",
            data: {},
            ...(action.twice ? { id: `own-${this.#published}` } : {}),
          }),
        );
        const ends = await run(
          Promise.all(Array.from({ length: action.count }, () => engine.events.publish(caller, body))),
        );
        this.acknowledged.push(...ends.map(({ result }) => result));
        break;
      }
      case "batch": {
        const items = Array.from({ length: action.count }, () => ({ type: "test.happened", data: {} }));
        const body = Buffer.from(JSON.stringify({ events: items }));
        const { result } = await run(engine.events.publishBatch(caller, body));
        for (const item of result.data) if ("id" in item) this.acknowledged.push(item);
        break;
      }
      case "advance":
        await time.advance(action.ms);
        break;
      case "answer":
        for (const send of sender.open.slice(0, action.count)) send.answer(action.status);
        await time.settle();
        break;
      case "moods":
        sender.respond = action.failing ? () => undefined : (send) => (send.attempt === 1 ? 500 : 200);
        break;
      case "cancel":
      case "retry": {
        const all = await this.harness.deliveries();
        const picked = all[action.pick % Math.max(1, all.length)];
        if (picked === undefined) break;
        await run(
          engine.deliveries[action.kind](caller, picked.id).then(
            () => {
              if (action.kind === "retry") this.granted.set(picked.id, (this.granted.get(picked.id) ?? 0) + 1);
            },
            () => {},
          ),
        );
        break;
      }
      case "enable":
      case "disable":
        await run(engine.webhooks[action.kind](caller, this.#webhooks[action.webhook] ?? ""));
        break;
      case "touch":
        await run(
          engine.webhooks.update(caller, this.#webhooks[action.webhook] ?? "", {
            description: `${time.clock.nowMs()}`,
          }),
        );
        break;
      case "stop":
      case "crash": {
        const nowMs = time.clock.nowMs();
        this.sends.push(...sender.sends);
        if (action.kind === "stop") await this.harness.close();
        else await this.harness.crash();
        this.crashes += 1;
        await this.open(nowMs + 2_000);
        break;
      }
    }
  }

  /** Everything is well from now on: what is owed must arrive. */
  async heal(): Promise<void> {
    const { engine, caller, run, time, sender } = this.harness;
    sender.respond = () => 200;
    // Only where it is needed: enabling reads the store again, and would hide a retry that was forgotten.
    for (const id of this.#webhooks) {
      const { status } = await run(engine.webhooks.get(caller, id));
      if (status === "disabled") await run(engine.webhooks.enable(caller, id));
    }
    for (const send of sender.open) send.answer(200);
    await time.advance(120_000);
    this.sends.push(...sender.sends);
  }

  async close(): Promise<readonly DeliveryRecord[]> {
    const deliveries = await this.harness.deliveries();
    await this.harness.close();
    this.#directory.remove();
    return deliveries;
  }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function check(world: World, deliveries: readonly DeliveryRecord[]): void {
  const sendsOf = groupBy(world.sends, (send) => send.deliveryId);
  const byEvent = groupBy(deliveries, (delivery) => delivery.eventId);
  for (const { id, deliveries: owed } of world.acknowledged) {
    const found = byEvent.get(id) ?? [];
    if (found.length !== owed) throw new Error(`${id} owed ${owed} deliveries and has ${found.length}`);
    if (new Set(found.map((delivery) => delivery.webhookId)).size !== owed) throw new Error(`${id} is owed one twice`);
  }
  for (const delivery of deliveries) {
    const sends = sendsOf.get(delivery.id) ?? [];
    const what = `${delivery.id} is ${delivery.state} after ${sends.map((send) => send.outcome ?? "lost").join(", ")}`;
    if (delivery.state === "pending") throw new Error(what);
    if (delivery.open !== null) throw new Error(`${what}, and has an attempt open`);
    const succeeded = sends.some((send) => send.outcome === "delivered");
    if (delivery.state === "succeeded" && !succeeded) throw new Error(what);
    // One for the success, one for each failure, one for each answer that a crash has lost, one for each asked for.
    const lost = sends.filter((send) => send.outcome === undefined).length;
    const failed = sends.filter((send) => send.outcome !== undefined && send.outcome !== "delivered").length;
    if (lost > world.crashes) throw new Error(`${what}, with ${world.crashes} crashes`);
    const bound = 1 + failed + lost + (world.granted.get(delivery.id) ?? 0) + world.crashes;
    if (sends.length > bound) throw new Error(`${what}: ${sends.length} sends, at most ${bound}`);
    if (delivery.attemptCount < sends.length)
      throw new Error(`${what}, of which ${delivery.attemptCount} are recorded`);
  }
  checkOrder(world, deliveries);
  // A line that is held gives nothing up, so that nothing after it went before it.
  const givenUp = deliveries.filter(({ id, state }) => state === "failed" && sendsOf.get(id)?.[0]?.url === FIFO_URL);
  if (world.fifo.on_exhausted === "block" && givenUp.length > 0) throw new Error(`${givenUp[0]?.id} was given up`);
}

/** FIFO: no event is sent for the first time while one before it is pending. */
function checkOrder(world: World, deliveries: readonly DeliveryRecord[]): void {
  const fifo = world.sends.filter((send) => send.url === FIFO_URL);
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const [index, send] of fifo.entries()) {
    if (!first.has(send.deliveryId)) first.set(send.deliveryId, index);
    last.set(send.deliveryId, index);
  }
  const inOrder = deliveries
    .filter((delivery) => first.has(delivery.id) && !world.granted.has(delivery.id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const [index, delivery] of inOrder.entries()) {
    const next = inOrder[index + 1];
    if (next === undefined) continue;
    if ((first.get(next.id) ?? 0) < (last.get(delivery.id) ?? 0)) {
      throw new Error(`${next.id} was sent before ${delivery.id} was done`);
    }
  }
}

/** More on a long evening: PROPERTY_RUNS=5000. */
const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 60);

describe("whatever happens", () => {
  it("nothing is lost, nothing is sent more often than it must be, and FIFO is FIFO", {
    timeout: 60_000 + RUNS * 500,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), fifoSettings, async (steps, fifo) => {
        const world = new World(fifo);
        await world.open();
        for (const action of steps) await world.take(action);
        await world.heal();
        check(world, await world.close());
      }),
      { numRuns: RUNS },
    );
  });
});
