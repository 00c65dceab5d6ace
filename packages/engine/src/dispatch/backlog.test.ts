import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";
import { LANE_QUEUE_MAX } from "./lane-queue.ts";

let directory: TestDirectory;
let harness: Harness;

beforeEach(() => {
  directory = makeDirectory();
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

const COUNT = 2_000;

async function publishAll(count: number = COUNT): Promise<void> {
  const { engine, caller, run } = harness;
  for (let from = 0; from < count; from += 500) {
    const events = Array.from({ length: Math.min(500, count - from) }, (_, n) => ({
      type: "test.happened",
      data: from + n,
    }));
    await run(engine.events.publishBatch(caller, Buffer.from(JSON.stringify({ events }))));
  }
}

const numbers = (): number[] => harness.sender.sends.map((send) => Number(JSON.parse(send.body).data));

describe("more than memory holds", () => {
  it("arrives, each exactly once", async () => {
    harness = await openHarness(directory.path);
    const { sender, webhook, time } = harness;
    await webhook();
    await publishAll();
    expect(COUNT).toBeGreaterThan(LANE_QUEUE_MAX * 4);
    expect(sender.open).toHaveLength(16);
    sender.respond = () => 200;
    for (const send of sender.open) send.answer(200);
    await time.settle();
    expect(sender.sends).toHaveLength(COUNT);
    expect(new Set(numbers()).size).toBe(COUNT);
    expect((await harness.deliveries()).every((delivery) => delivery.state === "succeeded")).toBe(true);
  });

  it("arrives in order in a FIFO lane, failures included", async () => {
    harness = await openHarness(directory.path, { settings: { retryScheduleSeconds: [2, 2] } });
    const { sender, webhook, time } = harness;
    await webhook({ ordering: "fifo" });
    await publishAll();
    sender.respond = (send) => (Number(JSON.parse(send.body).data) % 100 === 7 && send.attempt === 1 ? 500 : 200);
    for (const send of sender.open) send.answer(500);
    await time.advance(200_000);
    const order = numbers();
    expect([...order].sort((a, b) => a - b)).toEqual(order);
    expect(new Set(order).size).toBe(COUNT);
    expect(order).toHaveLength(COUNT + COUNT / 100 + 1);
  });

  it("arrives while more comes in, each exactly once", async () => {
    harness = await openHarness(directory.path);
    const { sender, webhook, time } = harness;
    await webhook();
    await publishAll(600);
    for (let round = 0; round < 100; round++) {
      for (const send of sender.open) send.answer(200);
      await publishAll(10);
    }
    sender.respond = () => 200;
    for (const send of sender.open) send.answer(200);
    await time.settle();
    expect(sender.sends).toHaveLength(1_600);
    expect(new Set(sender.sends.map((send) => send.deliveryId)).size).toBe(1_600);
  });

  it("arrives after all of it has failed", async () => {
    harness = await openHarness(directory.path, {
      settings: { retryScheduleSeconds: [2, 4, 8], breaker: false },
    });
    const { sender, webhook, time } = harness;
    await webhook();
    sender.respond = (send) => (send.attempt <= 2 ? 500 : 200);
    await publishAll();
    await time.advance(60_000);
    expect(sender.sends).toHaveLength(COUNT * 3);
    expect((await harness.deliveries()).every((delivery) => delivery.state === "succeeded")).toBe(true);
    const attempts = new Map<string, number>();
    for (const send of sender.sends) {
      expect(send.attempt).toBe((attempts.get(send.deliveryId) ?? 0) + 1);
      attempts.set(send.deliveryId, send.attempt);
    }
  });
});

it("a lane that is never idle still sends its retries when they are due", async () => {
  harness = await openHarness(directory.path, { settings: { retryScheduleSeconds: [60] } });
  const { sender, webhook, publish, time } = harness;
  await webhook({ rate_limit: 1 });
  sender.respond = (send) => (send.attempt === 1 && JSON.parse(send.body).data === "first" ? 500 : 200);
  await publish("first");
  // Twice as much as the rate allows: the queue only ever grows.
  for (let second = 0; second < 100; second++) {
    await publish(second);
    await publish(second);
    await time.advance(1_000);
  }
  const retry = sender.sends.find((send) => send.attempt === 2);
  expect(retry).toBeUndefined();
  await time.advance(110_000);
  expect(sender.sends.filter((send) => send.attempt === 2)).toHaveLength(1);
});
