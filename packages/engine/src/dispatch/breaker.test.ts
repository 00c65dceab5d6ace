import { describe, expect, it } from "vitest";
import type { Harness } from "../testing/harness.ts";
import { useHarness } from "../testing/use-harness.ts";

let harness: Harness;
const open = useHarness((opened) => {
  harness = opened;
});

async function publishMany(count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, n) => ({ type: "test.happened", data: n }));
  const body = Buffer.from(JSON.stringify({ events }));
  await harness.run(harness.engine.events.publishBatch(harness.caller, body));
  await harness.time.settle();
}

const attempted = async (): Promise<number> =>
  (await harness.deliveries()).filter(({ attemptCount }) => attemptCount > 0).length;

describe("a webhook that fails", () => {
  it("gets single probes, and what waits behind them is not charged", async () => {
    const { sender, webhook, time } = await open();
    await webhook();
    sender.respond = () => 500;
    await publishMany(500);
    // What was in flight when the tenth failed, and not one more.
    const burst = sender.sends.length;
    expect(burst).toBeGreaterThanOrEqual(10);
    expect(burst).toBeLessThanOrEqual(26);
    expect(sender.most.get("*")).toBeLessThanOrEqual(16);
    await time.advance(600_000);
    const deliveries = await harness.deliveries();
    // Ten minutes of probes, half a minute apart at the widest.
    expect(await attempted()).toBeLessThanOrEqual(burst + 30);
    const untouched = deliveries.filter(({ attemptCount }) => attemptCount === 0);
    expect(untouched.length).toBeGreaterThan(400);
    expect(untouched.every(({ state, chargedCount }) => state === "pending" && chargedCount === 0)).toBe(true);
    expect(deliveries.some(({ state }) => state === "failed")).toBe(false);
  });

  it("gets all of it, without a stampede, once it has recovered", async () => {
    const { sender, webhook, time } = await open();
    await webhook();
    let down = true;
    sender.respond = () => (down ? { outcome: "connect_refused" } : undefined);
    await publishMany(300);
    await time.advance(60_000);
    down = false;
    await time.advance(40_000);
    expect(sender.open).toHaveLength(1);
    const inFlight: number[] = [];
    for (let round = 0; round < 7; round++) {
      inFlight.push(sender.open.length);
      for (const send of sender.open) send.answer(200);
      await time.settle();
    }
    expect(inFlight).toEqual([1, 1, 2, 4, 8, 16, 16]);
    sender.respond = () => 200;
    for (const send of sender.open) send.answer(200);
    await time.advance(3_600_000);
    expect((await harness.deliveries()).every(({ state }) => state === "succeeded")).toBe(true);
  });

  it("keeps the schedule of what has been attempted: ten events that fail three times each are on time", async () => {
    const { sender, webhook, time } = await open();
    await webhook();
    sender.respond = (send) => (send.attempt <= 3 ? 500 : 200);
    await publishMany(10);
    const startMs = time.clock.nowMs();
    // 2 + 4 + 8 seconds, and a fifth of jitter.
    await time.advance(17_000);
    expect((await harness.deliveries()).every(({ state }) => state === "succeeded")).toBe(true);
    expect(sender.sends).toHaveLength(40);
    const last = sender.sends.at(-1);
    expect((last?.atMs ?? 0) - startMs).toBeLessThanOrEqual(16_800);
  });

  it("is not given up for our own faults", async () => {
    const { sender, webhook } = await open();
    await webhook();
    sender.respond = () => ({ outcome: "local_fault" });
    await publishMany(50);
    expect(sender.sends).toHaveLength(50);
    sender.respond = () => 200;
    await publishMany(50);
    expect(sender.sends).toHaveLength(100);
  });

  it("does not hold up another", async () => {
    const { sender, webhook } = await open();
    await webhook({ url: "https://fails.example/" });
    await webhook({ url: "https://works.example/" });
    sender.respond = ({ url }) => (url === "https://works.example/" ? 200 : 500);
    await publishMany(400);
    expect(sender.sends.filter(({ url }) => url === "https://works.example/")).toHaveLength(400);
  });
});

describe("an open breaker", () => {
  it("is shown with the webhook, in the explanation of what waits, and on the stream", async () => {
    const { sender, webhook, time, engine, caller, run, follow, deliveries } = await open();
    const { id, breaker } = await webhook();
    expect(breaker).toBeNull();
    const entries = follow();
    sender.respond = () => 500;
    await publishMany(40);
    const probeMs = Date.parse((await run(engine.webhooks.get(caller, id))).breaker?.next_probe_at ?? "");
    const waitMs = probeMs - time.clock.nowMs();
    expect(waitMs).toBeGreaterThanOrEqual(1_000);
    expect(waitMs).toBeLessThanOrEqual(1_200);
    const waiting = (await deliveries()).find(({ attemptCount }) => attemptCount === 0);
    const { data } = await run(engine.events.explain(caller, waiting?.eventId ?? ""));
    expect(data).toMatchObject([{ verdict: "pending", message: expect.stringContaining("nothing is charged") }]);
    sender.respond = () => 200;
    await time.advance(2_000);
    expect((await run(engine.webhooks.get(caller, id))).breaker).toBeNull();
    expect(entries.filter(({ kind }) => kind === "webhook.changed")).toMatchObject([
      { webhook_id: id, status: "enabled", summary: expect.stringContaining("single probes") },
      { webhook_id: id, status: "enabled", summary: expect.stringContaining("answers again") },
    ]);
  });

  it("lets a retry by hand go at once", async () => {
    const { sender, webhook, time, engine, caller, run, deliveries } = await open();
    await webhook();
    sender.respond = () => 500;
    await publishMany(12);
    const failed = (await deliveries()).find(({ chargedCount }) => chargedCount === 1);
    const before = sender.sends.length;
    await run(engine.deliveries.retry(caller, failed?.id ?? ""));
    await time.settle();
    expect(sender.sends.slice(before).map(({ deliveryId }) => deliveryId)).toEqual([failed?.id]);
  });
});

describe("many that recover together", () => {
  it("get their backlog within the caps, and new events meanwhile", async () => {
    const { sender, webhook, time } = await open({ settings: { inFlightPerNode: 16 } });
    for (let n = 0; n < 6; n++) await webhook({ url: `https://consumer-${n}.example/` });
    let down = true;
    sender.respond = (send) => {
      // Not "connect_refused": from so many hosts at once that would be an outage of our own.
      if (down) return { outcome: "connection_closed" };
      time.timers.after(500, () => send.outcome === undefined && send.answer(200));
      return undefined;
    };
    for (let n = 0; n < 4; n++) await publishMany(60);
    await time.advance(120_000);
    down = false;
    // The longest wait for a probe.
    await time.advance(37_000);
    const publishedMs = time.clock.nowMs();
    const before = (await harness.deliveries()).filter(({ state }) => state === "pending").length;
    expect(before).toBeGreaterThan(300);
    const event = await harness.publish("new");
    await time.advance(5_000);
    const fresh = sender.sends.filter(({ eventId }) => eventId === event.id);
    expect(fresh).toHaveLength(6);
    expect(Math.max(...fresh.map(({ atMs }) => atMs)) - publishedMs).toBeLessThanOrEqual(5_000);
    expect(sender.most.get("*")).toBeLessThanOrEqual(16);
    for (let n = 0; n < 6; n++) expect(sender.most.get(`https://consumer-${n}.example/`)).toBeLessThanOrEqual(16);
    await time.advance(10_000);
    expect((await harness.deliveries()).filter(({ state }) => state === "pending").length).toBeLessThan(before);
  }, 30_000);
});
