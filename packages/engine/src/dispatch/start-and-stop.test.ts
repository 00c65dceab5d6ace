import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

let directory: TestDirectory;

beforeEach(() => {
  directory = makeDirectory();
});

afterEach(() => directory.remove());

const body = Buffer.from('{"type":"test.happened","data":{}}');

describe("stop", () => {
  it("waits for what is in flight, begins nothing more, and leaves the rest to the next start", async () => {
    const first = await openHarness(directory.path, { settings: { inFlightPerWebhook: 2 } });
    await first.webhook();
    for (let n = 0; n < 5; n++) await first.publish(n);
    let stopped = false;
    const stopping = first.engine.stop(30_000).then(() => {
      stopped = true;
    });
    expect(first.engine.readiness().ready).toBe(false);
    await first.time.advance(5_000);
    expect(stopped).toBe(false);
    for (const send of first.sender.open) send.answer(200);
    await first.time.settle();
    await stopping;
    expect(first.sender.sends).toHaveLength(2);
    await first.store.close();

    const second = await openHarness(directory.path, { respond: () => 200 });
    await second.time.settle();
    expect(second.sender.sends).toHaveLength(3);
    expect((await second.deliveries()).map((delivery) => delivery.attemptCount)).toEqual([1, 1, 1, 1, 1]);
    await second.close();
  });

  it("cuts off what hangs when its time is over, and charges nobody for it", async () => {
    const harness = await openHarness(directory.path);
    await harness.webhook();
    await harness.publish();
    const stopping = harness.engine.stop(1_000);
    await harness.time.advance(999);
    expect(harness.sender.open).toHaveLength(1);
    await harness.time.advance(1);
    await stopping;
    expect(await harness.deliveries()).toMatchObject([
      { state: "pending", open: null, lastOutcome: "local_fault", chargedCount: 0 },
    ]);
    await harness.store.close();
  });

  it("in the middle of publishing loses no acknowledged event and no slot", async () => {
    const first = await openHarness(directory.path);
    await first.webhook();
    first.sender.respond = () => 200;
    const publishing = Promise.allSettled(
      Array.from({ length: 50 }, () => first.engine.events.publish(first.caller, body)),
    );
    const stopping = first.engine.stop(5_000);
    await first.time.advance(10_000);
    await stopping;
    const accepted = (await publishing).filter((end) => end.status === "fulfilled").length;
    expect(await first.deliveries()).toHaveLength(accepted);
    await first.store.close();

    const second = await openHarness(directory.path, { respond: () => 200 });
    await second.time.settle();
    expect((await second.deliveries()).map((delivery) => delivery.state)).toEqual(
      Array.from({ length: accepted }, () => "succeeded"),
    );
    expect(first.sender.sends.length + second.sender.sends.length).toBe(accepted);
    await second.close();
  });

  it("leaves no timer behind", async () => {
    const harness = await openHarness(directory.path, { settings: { retryScheduleSeconds: [60] } });
    await harness.webhook();
    harness.sender.respond = () => 500;
    await harness.publish();
    // In the middle of dropping expired rows.
    await harness.time.advance(59_999);
    const ticking = harness.time.advance(1);
    const stopping = harness.engine.stop(0);
    await ticking;
    await stopping;
    await harness.time.settle();
    expect(harness.time.waiting()).toBe(0);
    await harness.store.close();
  });

  it("can be asked for twice, and before the start", async () => {
    const harness = await openHarness(directory.path);
    await harness.run(Promise.all([harness.engine.stop(0), harness.engine.stop(0)]));
    await harness.store.close();
    const never = await openHarness(directory.path, { unstarted: true });
    await never.run(never.engine.stop(0));
    await never.run(never.engine.start());
    expect(never.engine.readiness().ready).toBe(false);
    await never.store.close();
  });
});

describe("start", () => {
  it("comes before anything that is published meanwhile, in a FIFO lane", async () => {
    const first = await openHarness(directory.path);
    await first.webhook({ ordering: "fifo" });
    for (let n = 0; n < 3; n++) await first.publish(n);
    await first.crash();

    const second = await openHarness(directory.path, {
      unstarted: true,
      startMs: first.time.clock.nowMs() + 1_000,
      respond: () => 200,
    });
    await second.publish(3);
    expect(second.sender.sends).toEqual([]);
    await second.run(second.engine.start());
    await second.time.advance(10_000);
    expect(second.sender.sends.map((send) => JSON.parse(send.body).data)).toEqual([0, 1, 2, 3]);
    await second.close();
  });

  it("takes up retries that wait, when they are due", async () => {
    const first = await openHarness(directory.path, { settings: { retryScheduleSeconds: [100] } });
    await first.webhook();
    first.sender.respond = () => 500;
    await first.publish();
    await first.close();

    const second = await openHarness(directory.path, { startMs: first.time.clock.nowMs(), respond: () => 200 });
    await second.time.advance(90_000);
    expect(second.sender.sends).toEqual([]);
    await second.time.advance(40_000);
    expect(second.sender.sends.map((send) => send.attempt)).toEqual([2]);
    await second.close();
  });
});
