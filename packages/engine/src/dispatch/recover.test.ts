import { afterEach, beforeEach, expect, it } from "vitest";
import { makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

let directory: TestDirectory;

beforeEach(() => {
  directory = makeDirectory();
});

afterEach(() => directory.remove());

it("records what a crash left open as unknown, and sends it again under the same id", async () => {
  const first = await openHarness(directory.path);
  const { id } = await first.webhook();
  const event = await first.publish({ n: 1 });
  expect(first.sender.open).toHaveLength(1);
  await first.crash();

  const second = await openHarness(directory.path, {
    startMs: first.time.clock.nowMs() + 5_000,
    seed: 2,
    respond: () => 200,
  });
  await second.time.settle();
  const [delivery] = await second.deliveries(id);
  expect(delivery).toMatchObject({ eventId: event.id, state: "succeeded", attemptCount: 2, chargedCount: 1 });
  const { attempts } = await second.run(second.engine.deliveries.get(second.caller, delivery?.id ?? ""));
  expect(attempts).toMatchObject([
    { attempt: 1, outcome: "unknown", charged: false, request: null, response: null, timings_ms: null },
    { attempt: 2, outcome: "delivered", charged: true },
  ]);
  const [before] = first.sender.sends;
  const [after] = second.sender.sends;
  expect(after?.header("webhook-id")).toBe(before?.header("webhook-id"));
  expect(after?.body).toBe(before?.body);
  await second.close();
});

it("recovers more than one page, in every account, and what was cancelled meanwhile", async () => {
  const first = await openHarness(directory.path, { settings: { inFlightPerNode: 3_000 } });
  for (let n = 0; n < 60; n++) await first.webhook({ url: `https://consumer-${n}.example/hook` });
  const events = Array.from({ length: 16 }, (_, n) => ({ type: "test.happened", data: n }));
  await first.run(first.engine.events.publishBatch(first.caller, Buffer.from(JSON.stringify({ events }))));
  expect(first.sender.open).toHaveLength(960);
  const cancelled = (await first.deliveries())[0]?.id ?? "";
  await first.run(first.engine.deliveries.cancel(first.caller, cancelled));
  await first.crash();

  const second = await openHarness(directory.path, { seed: 2, respond: () => 200 });
  await second.time.settle();
  expect(second.sender.sends).toHaveLength(959);
  const deliveries = await second.deliveries();
  expect(deliveries.filter((delivery) => delivery.state === "succeeded")).toHaveLength(959);
  expect(deliveries.find((delivery) => delivery.id === cancelled)).toMatchObject({ state: "cancelled", open: null });
  await second.close();
});

it("does not send at every start what may be the cause: after three crashes in a row, by the schedule", async () => {
  let startMs: number | undefined;
  const outcomes: [sends: number, attempts: number, charged: number, waitMs: number | null, state: string][] = [];
  for (let start = 0; start < 8; start++) {
    const run = await openHarness(directory.path, {
      seed: start + 1,
      settings: { retryScheduleSeconds: [60, 120] },
      ...(startMs === undefined ? {} : { startMs }),
    });
    if (start === 0) {
      await run.webhook();
      await run.publish();
    }
    await run.time.settle();
    const sent = run.sender.sends.length;
    const [delivery] = await run.deliveries();
    const { attemptCount = 0, chargedCount = 0, nextAttemptMs = null, open = null, state = "" } = delivery ?? {};
    const waitMs = open !== null || nextAttemptMs === null ? null : nextAttemptMs - run.time.clock.nowMs();
    outcomes.push([sent, attemptCount, chargedCount, waitMs === null ? null : Math.floor(waitMs / 60_000), state]);
    // The process lives until its next attempt is under way.
    if (sent === 0) await run.time.advance(150_000);
    startMs = run.time.clock.nowMs() + 1_000;
    await run.crash();
  }
  expect(outcomes).toEqual([
    [1, 1, 0, null, "pending"],
    [1, 2, 0, null, "pending"],
    [1, 3, 0, null, "pending"],
    [1, 4, 0, null, "pending"],
    [0, 4, 1, 1, "pending"],
    [0, 5, 2, 2, "pending"],
    [0, 6, 3, null, "failed"],
    [0, 6, 3, null, "failed"],
  ]);
});

it("loses nothing that was acknowledged, wherever the crash comes", async () => {
  // The engine is dropped in a different turn of the event loop each time.
  for (let turns = 0; turns < 12; turns++) {
    const place = makeDirectory();
    const first = await openHarness(place.path);
    await first.webhook();
    first.sender.respond = () => 200;
    const acknowledged: string[] = [];
    for (let n = 0; n < 30; n++) {
      first.engine.events
        .publish(first.caller, Buffer.from(`{"type":"test.happened","data":${n}}`))
        .then(({ result }) => acknowledged.push(result.id))
        .catch(() => {});
    }
    const settling = first.time.settle();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    if (turns % 3 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    const known = [...acknowledged];
    await first.crash();
    await settling;

    const second = await openHarness(place.path, { seed: 2, respond: () => 200 });
    await second.time.settle();
    const deliveries = await second.deliveries();
    for (const eventId of known) {
      expect(deliveries.filter((delivery) => delivery.eventId === eventId)).toMatchObject([{ state: "succeeded" }]);
    }
    expect(deliveries.every((delivery) => delivery.state === "succeeded")).toBe(true);
    await second.close();
    place.remove();
  }
});

it("sends in a FIFO lane what was in flight before what waited", async () => {
  const first = await openHarness(directory.path);
  await first.webhook({ ordering: "fifo" });
  for (let n = 0; n < 5; n++) await first.publish(n);
  await first.crash();
  const second = await openHarness(directory.path, { seed: 2, respond: () => 200 });
  await second.time.settle();
  expect(second.sender.sends.map((send) => JSON.parse(send.body).data)).toEqual([0, 1, 2, 3, 4]);
  await second.close();
});
