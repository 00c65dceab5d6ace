import { describe, expect, it } from "vitest";
import type { FakeSend } from "../testing/fake-sender.ts";
import type { Harness } from "../testing/harness.ts";
import { useHarness } from "../testing/use-harness.ts";

let harness: Harness;
const open = useHarness((opened) => {
  harness = opened;
});

const publishMany = async (count: number): Promise<string[]> => {
  const accepted = await harness.run(
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        harness.engine.events.publish(harness.caller, Buffer.from(`{"type":"test.happened","data":${n}}`)),
      ),
    ),
  );
  await harness.time.settle();
  return accepted.map(({ result }) => result.id);
};

const urlOf = (name: string): string => `https://${name}.example/hook`;
const to = (name: string): FakeSend[] => harness.sender.sends.filter((send) => send.url === urlOf(name));
const openTo = (name: string): FakeSend[] => harness.sender.open.filter((send) => send.url === urlOf(name));

describe("a delivery", () => {
  it("is sent at once, and recorded", async () => {
    const { sender, publish, webhook, deliveries } = await open();
    sender.respond = () => 200;
    const { id } = await webhook();
    const event = await publish({ a: 1 });
    expect(sender.sends).toHaveLength(1);
    expect(await deliveries(id)).toMatchObject([
      { eventId: event.id, state: "succeeded", attemptCount: 1, chargedCount: 1, open: null, lastStatus: 200 },
    ]);
  });

  it("is written down as begun before its bytes leave", async () => {
    const { webhook, publish, sender, deliveries } = await open();
    const { id } = await webhook();
    await publish();
    expect(await deliveries(id)).toMatchObject([{ state: "pending", attemptCount: 1 }]);
    expect((await deliveries(id))[0]?.open).not.toBeNull();
    expect(sender.open).toHaveLength(1);
  });

  it("is tried again when its schedule says so and never earlier, and given up at its end", async () => {
    const { sender, webhook, publish, deliveries, time } = await open({
      settings: { retryScheduleSeconds: [2, 4, 300] },
    });
    sender.respond = () => 500;
    const { id } = await webhook();
    await publish();
    await time.advance(3_600_000);
    expect(sender.sends.map((send) => send.attempt)).toEqual([1, 2, 3, 4]);
    const waits = sender.sends.slice(1).map((send, index) => (send.atMs - (sender.sends[index]?.atMs ?? 0)) / 1000);
    for (const [index, seconds] of [2, 4, 300].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(seconds);
      expect(waits[index]).toBeLessThanOrEqual(seconds * 1.2 + 0.001);
    }
    expect(await deliveries(id)).toMatchObject([{ state: "failed", attemptCount: 4, chargedCount: 4 }]);
    expect(new Set(sender.sends.map((send) => send.header("webhook-id"))).size).toBe(1);
  });

  it("is tried again on time although another one's retry, much later, is waited for already", async () => {
    const { sender, webhook, publish, time } = await open({ settings: { retryScheduleSeconds: [2, 300] } });
    sender.respond = () => 500;
    await webhook();
    await publish();
    await time.advance(5_000);
    expect(sender.sends).toHaveLength(2);
    await publish();
    await time.advance(2_401);
    expect(sender.sends.map((send) => send.attempt)).toEqual([1, 2, 1, 2]);
  });

  it("waits longer than a timer can, and is sent on time", async () => {
    const { sender, webhook, publish, time } = await open({ settings: { retryScheduleSeconds: [604_800] } });
    sender.respond = () => 500;
    await webhook();
    await publish();
    await time.advance(604_799_000);
    expect(sender.sends).toHaveLength(1);
    await time.advance(604_800_000 * 0.2 + 2_000);
    expect(sender.sends).toHaveLength(2);
  });

  it("is not charged for our own faults", async () => {
    const { sender, webhook, publish, deliveries, time } = await open({ settings: { retryScheduleSeconds: [2] } });
    sender.respond = (send) => (send.attempt <= 5 ? { outcome: "local_fault" } : 200);
    const { id } = await webhook();
    await publish();
    await time.advance(300_000);
    expect(await deliveries(id)).toMatchObject([{ state: "succeeded", attemptCount: 6, chargedCount: 1 }]);
  });
});

describe("the caps", () => {
  it("hold per webhook, and what waits goes as slots come free", async () => {
    const { sender, webhook } = await open({ settings: { inFlightPerWebhook: 3 } });
    await webhook({ url: urlOf("a") });
    await publishMany(10);
    expect(sender.open).toHaveLength(3);
    for (let n = 0; n < 10; n++) {
      sender.open[0]?.answer(200);
      await harness.time.settle();
    }
    expect(sender.sends).toHaveLength(10);
    expect(sender.most.get(urlOf("a"))).toBe(3);
  });

  it("hold per node", async () => {
    const { sender, webhook, time } = await open({ settings: { inFlightPerNode: 8, inFlightPerWebhook: 4 } });
    for (const name of ["a", "b", "c", "d"]) await webhook({ url: urlOf(name) });
    await publishMany(5);
    // The last eighth is for those that have answered.
    expect(sender.open).toHaveLength(7);
    sender.open[0]?.answer(200);
    await time.settle();
    expect(sender.open).toHaveLength(8);
    sender.respond = () => 200;
    for (const send of sender.open) send.answer(200);
    await time.settle();
    expect(sender.sends).toHaveLength(20);
    expect(sender.most.get("*")).toBe(8);
  });

  it("are back after every kind of end", async () => {
    const { sender, webhook, time } = await open({
      settings: { inFlightPerNode: 2, inFlightPerWebhook: 2, retryScheduleSeconds: [1, 1], breaker: false },
    });
    await webhook({ url: urlOf("a") });
    const answers = [500, 429, 200, { outcome: "local_fault" }, { outcome: "timeout_headers" }, 404] as const;
    sender.respond = () => answers[sender.sends.length % answers.length];
    for (let round = 0; round < 20; round++) {
      await publishMany(5);
      await time.advance(1_000);
    }
    await time.advance(600_000);
    expect((await harness.deliveries()).filter((delivery) => delivery.state === "pending")).toEqual([]);
    sender.respond = () => undefined;
    await publishMany(3);
    expect(sender.open).toHaveLength(2);
  });
});

describe("isolation", () => {
  it("one webhook that hangs holds nobody up", async () => {
    const { sender, webhook } = await open();
    await webhook({ url: urlOf("hangs") });
    await webhook({ url: urlOf("works") });
    sender.respond = (send) => (send.url === urlOf("works") ? 200 : undefined);
    await publishMany(1_000);
    expect(to("works")).toHaveLength(1_000);
    expect(openTo("hangs")).toHaveLength(16);
  });

  it("nor do a hundred", async () => {
    const { sender, webhook, time } = await open();
    for (let n = 0; n < 100; n++) await webhook({ url: urlOf(`hangs${n}`) });
    await publishMany(20);
    const hanging = sender.open.length;
    expect(hanging).toBeGreaterThan(400);
    expect(hanging).toBeLessThan(448);
    await webhook({ url: urlOf("works"), events: ["customer.*"] });
    sender.respond = (send) => (send.url === urlOf("works") ? 200 : undefined);
    const body = Buffer.from('{"type":"customer.qualified","data":{}}');
    await harness.run(
      Promise.all(Array.from({ length: 50 }, () => harness.engine.events.publish(harness.caller, body))),
    );
    await time.settle();
    expect(to("works")).toHaveLength(50);
  });

  it("and when they answer, all that waited is sent", async () => {
    const { sender, webhook, time } = await open({ settings: { inFlightPerNode: 32, inFlightPerWebhook: 8 } });
    for (let n = 0; n < 20; n++) await webhook({ url: urlOf(`slow${n}`) });
    await publishMany(10);
    sender.respond = () => 200;
    for (const send of sender.open) send.answer(200);
    await time.settle();
    expect(sender.sends).toHaveLength(200);
    expect((await harness.deliveries()).every((delivery) => delivery.state === "succeeded")).toBe(true);
  });
});

describe("FIFO", () => {
  it("keeps the order across failures, one at a time", async () => {
    const { sender, webhook, time } = await open({ settings: { retryScheduleSeconds: [2, 4] } });
    await webhook({ url: urlOf("a"), ordering: "fifo" });
    // Every third fails twice, every fifth for good.
    const position = new Map<string, number>();
    sender.respond = (send) => {
      const n = Number(JSON.parse(send.body).data);
      position.set(send.eventId, n);
      if (n % 5 === 4) return 500;
      return n % 3 === 2 && send.attempt < 3 ? 500 : 200;
    };
    await publishMany(20);
    await time.advance(600_000);
    const order = sender.sends.map((send) => position.get(send.eventId) ?? -1);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
    expect(new Set(order).size).toBe(20);
    expect(sender.most.get(urlOf("a"))).toBe(1);
    const states = (await harness.deliveries()).map((delivery) => delivery.state);
    expect(states.filter((state) => state === "failed")).toHaveLength(4);
    expect(states.filter((state) => state === "succeeded")).toHaveLength(16);
  });

  it("goes on when its head is cancelled", async () => {
    const { engine, caller, sender, webhook, run, time, deliveries } = await open();
    const { id } = await webhook({ ordering: "fifo" });
    sender.respond = (send) => (JSON.parse(send.body).data === 0 ? 500 : 200);
    await publishMany(3);
    expect(sender.sends).toHaveLength(1);
    const head = (await deliveries(id)).at(-1);
    await run(engine.deliveries.cancel(caller, head?.id ?? ""));
    await time.settle();
    expect(sender.sends).toHaveLength(3);
    expect((await deliveries(id)).map((delivery) => delivery.state)).toEqual(["succeeded", "succeeded", "cancelled"]);
  });

  it("goes on when its head is cancelled while it is being sent", async () => {
    const { engine, caller, sender, webhook, run, time, deliveries } = await open();
    const { id } = await webhook({ ordering: "fifo" });
    await publishMany(3);
    const head = (await deliveries(id)).at(-1);
    await run(engine.deliveries.cancel(caller, head?.id ?? ""));
    await time.settle();
    expect(sender.sends).toHaveLength(1);
    sender.respond = () => 200;
    sender.open[0]?.answer(500);
    await time.settle();
    expect(sender.sends).toHaveLength(3);
    expect((await deliveries(id)).at(-1)).toMatchObject({ state: "cancelled", attemptCount: 1, open: null });
  });

  it("holds from the moment that a webhook is made FIFO", async () => {
    const { engine, caller, sender, webhook, run, time } = await open({
      settings: { retryScheduleSeconds: [2, 4, 8] },
    });
    const { id } = await webhook({ url: urlOf("a") });
    await publishMany(5);
    expect(sender.open).toHaveLength(5);
    await run(engine.webhooks.update(caller, id, { ordering: "fifo" }));
    await publishMany(5);
    expect(sender.open).toHaveLength(5);
    const before = sender.sends.length;
    sender.respond = () => 200;
    for (const send of [...sender.open].reverse()) send.answer(500);
    await time.advance(60_000);
    const afterwards = sender.sends.slice(before).map((send) => send.deliveryId);
    expect(afterwards).toHaveLength(10);
    expect([...afterwards].sort()).toEqual(afterwards);
  });

  it("keeps the order where the wall clock steps back", async () => {
    const { sender, webhook, publish, time, engine, caller, run, deliveries } = await open();
    const { id } = await webhook({ ordering: "fifo" });
    sender.respond = () => 500;
    const ids = [(await publish(0)).id];
    time.step(-3_600_000);
    ids.push((await publish(1)).id);
    sender.respond = () => 200;
    // What is in memory is forgotten, so that the order is the store's.
    const pending = await deliveries(id);
    await run(engine.deliveries.retry(caller, pending.find((delivery) => delivery.eventId === ids[0])?.id ?? ""));
    await time.advance(3_700_000);
    expect(sender.sends.map((send) => send.eventId)).toEqual([ids[0], ids[0], ids[1]]);
  });
});

describe("Retry-After", () => {
  it("pauses the whole webhook, and only that one", async () => {
    const { sender, webhook, publish, time } = await open();
    await webhook({ url: urlOf("asks") });
    await webhook({ url: urlOf("other") });
    sender.respond = (send) =>
      send.url === urlOf("asks") && send.attempt === 1 && to("asks").length === 1
        ? { status: 429, retryAfter: "60" }
        : 200;
    await publish();
    await publish();
    await time.advance(59_000);
    expect(to("asks")).toHaveLength(1);
    expect(to("other")).toHaveLength(2);
    await time.advance(1_001);
    expect(to("asks")).toHaveLength(3);
  });

  it("holds although a request that was on its way succeeds, and although settings change", async () => {
    const { engine, caller, run, sender, webhook, time } = await open();
    const { id } = await webhook({ url: urlOf("a") });
    await publishMany(2);
    const [first, second] = sender.open;
    first?.answer({ status: 503, retryAfter: "60" });
    second?.answer(200);
    await run(engine.webhooks.update(caller, id, { description: "changed" }));
    sender.respond = () => 200;
    await publishMany(1);
    await time.advance(59_000);
    expect(sender.sends).toHaveLength(2);
    expect((await run(engine.webhooks.get(caller, id))).paused_until).not.toBeNull();
    await time.advance(1_001);
    expect(sender.sends).toHaveLength(4);
  });
});

describe("a rate limit", () => {
  it("is kept, to the second", async () => {
    const { sender, webhook, time } = await open();
    await webhook({ rate_limit: 5 });
    sender.respond = () => 200;
    const startMs = time.clock.nowMs();
    await publishMany(21);
    await time.advance(10_000);
    expect(sender.sends).toHaveLength(21);
    expect(sender.sends.map((send) => send.atMs - startMs)).toEqual(Array.from({ length: 21 }, (_, n) => n * 200));
  });

  it("is not held up by a wall clock that steps back", async () => {
    const { sender, webhook, time } = await open();
    await webhook({ rate_limit: 1 });
    sender.respond = () => 200;
    await publishMany(5);
    time.step(-86_400_000);
    await time.advance(4_000);
    expect(sender.sends).toHaveLength(5);
  });
});
