import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

/** The whole engine, whose wall clock is set while it runs. */
let directory: TestDirectory;
let harness: Harness;
beforeEach(async () => {
  directory = makeDirectory();
  harness = await openHarness(directory.path, { respond: () => 500 });
});
afterEach(async () => {
  await harness.close();
  directory.remove();
});

/** When each request left, by the steady clock. */
let sentAt: number[];
function record(respond: Harness["sender"]["respond"]): void {
  sentAt = [];
  harness.sender.respond = (send) => {
    sentAt.push(harness.time.clock.monotonicMs());
    return respond(send);
  };
}

describe.each([YEAR, -YEAR, HOUR, -HOUR])("the wall clock is set by %i ms", (jumpMs) => {
  it.each(["none", "fifo"] as const)("and a retry comes neither early nor late (ordering %s)", async (ordering) => {
    record(() => 500);
    await harness.webhook({ ordering, retry_policy: { schedule_seconds: [300, 600] } });
    await harness.publish();
    await harness.time.advance(100_000);
    harness.time.step(jumpMs);
    await harness.time.advance(HOUR);

    const [first = 0, second = 0, third = 0] = sentAt;
    expect(sentAt).toHaveLength(3);
    expect(second - first).toBeGreaterThanOrEqual(300_000);
    expect(second - first).toBeLessThanOrEqual(300_000 * 1.2 + 100);
    expect(third - second).toBeGreaterThanOrEqual(600_000);
    expect(third - second).toBeLessThanOrEqual(600_000 * 1.2 + 100);
    expect(harness.log.filter(({ message }) => message.startsWith("the wall clock was set"))).toHaveLength(1);
  });

  it("and what is shown as the next attempt is as far away as before", async () => {
    const { engine, caller, run, time } = harness;
    await harness.webhook({ retry_policy: { schedule_seconds: [3_600] } });
    await harness.publish();
    const [{ id } = { id: "" }] = await harness.deliveries();
    const farAway = async (): Promise<number> => {
      const { next_attempt_at: next } = await run(engine.deliveries.get(caller, id));
      return Date.parse(next ?? "") - time.clock.nowMs();
    };
    const before = await farAway();
    time.step(jumpMs);
    await harness.publish();
    await time.settle();
    expect(await farAway()).toBe(before);
  });

  it("and a pause is as long as the consumer asked for", async () => {
    record(() => ({ status: 429, retryAfter: "600" }));
    await harness.webhook({ retry_policy: { schedule_seconds: [10, 10] } });
    await harness.publish();
    record(() => 200);
    harness.time.step(jumpMs);
    await harness.publish();
    await harness.time.advance(599_000);
    expect(sentAt).toEqual([]);
    await harness.time.advance(200_000);
    expect(sentAt).toHaveLength(2);
  });

  it("and nothing but failures for that long is not taken for 120 hours of them", async () => {
    const { id } = await harness.webhook({ retry_policy: { schedule_seconds: [] } });
    for (let count = 0; count < 15; count++) await harness.publish();
    harness.time.step(jumpMs);
    for (let count = 0; count < 15; count++) await harness.publish();
    const webhook = await harness.run(harness.engine.webhooks.get(harness.caller, id));
    expect(webhook.status).toBe("enabled");
    const failingMs = harness.time.clock.nowMs() - Date.parse(webhook.failing_since ?? "");
    expect(failingMs).toBeLessThan(60_000);
    expect(failingMs).toBeGreaterThanOrEqual(-1_000);
  });

  it("and a restart a moment later goes on with the waits as they were", async () => {
    record(() => 500);
    await harness.webhook({ retry_policy: { schedule_seconds: [300] } });
    await harness.publish();
    harness.time.step(jumpMs);
    await harness.publish();
    const startMs = harness.time.clock.nowMs();
    await harness.close();
    harness = await openHarness(directory.path, { startMs, seed: 2 });
    record(() => 200);
    await harness.time.advance(290_000);
    expect(sentAt).toEqual([]);
    await harness.time.advance(100_000);
    expect(sentAt).toHaveLength(2);
  });
});

it("takes a clock that was wrong, and set right while the server was down, for what it was", async () => {
  record(() => 500);
  await harness.webhook({ retry_policy: { schedule_seconds: [300] } });
  await harness.publish();
  harness.time.step(YEAR);
  await harness.publish();
  const startMs = harness.time.clock.nowMs() - YEAR + 60_000;
  await harness.crash();
  harness = await openHarness(directory.path, { startMs, seed: 2 });
  record(() => 200);
  await harness.time.advance(400_000);
  expect(sentAt).toHaveLength(2);
});

it("takes a clock that was not set yet when the server started, and is set right, for what it is", async () => {
  record(() => 500);
  await harness.webhook({ retry_policy: { schedule_seconds: [300] } });
  await harness.publish();
  const rightMs = harness.time.clock.nowMs();
  await harness.crash();
  harness = await openHarness(directory.path, { startMs: 0, seed: 2 });
  record(() => 200);
  await harness.time.advance(60_000);
  harness.time.step(rightMs);
  await harness.time.advance(301_000);
  expect(sentAt).toHaveLength(1);
});

it("signs with the time that it is", async () => {
  await harness.webhook();
  harness.time.step(YEAR);
  await harness.publish();
  const timestamp = Number(harness.sender.sends[0]?.header("webhook-timestamp"));
  expect(timestamp).toBe(Math.floor(harness.time.clock.nowMs() / 1000));
});
