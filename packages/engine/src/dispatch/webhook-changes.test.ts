import { describe, expect, it } from "vitest";
import type { Harness } from "../testing/harness.ts";
import { useHarness } from "../testing/use-harness.ts";

let harness: Harness;
const open = useHarness((opened) => {
  harness = opened;
});

const body = Buffer.from('{"type":"test.happened","data":{}}');

async function publishMany(count: number): Promise<void> {
  const { engine, caller, run, time } = harness;
  await run(Promise.all(Array.from({ length: count }, () => engine.events.publish(caller, body))));
  await time.settle();
}

async function states(webhookId?: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of await harness.deliveries(webhookId)) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

describe("410", () => {
  it("disables the webhook; the rest waits, and goes on once it is enabled", async () => {
    const { sender, webhook, engine, caller, run, time } = await open();
    const { id } = await webhook();
    await publishMany(40);
    expect(sender.open).toHaveLength(16);
    sender.open[0]?.answer(410);
    await time.settle();
    expect(await run(engine.webhooks.get(caller, id))).toMatchObject({ status: "disabled", disabled_reason: "gone" });
    expect(sender.sends).toHaveLength(16);
    expect((await run(engine.audit.list(caller, {}, { limit: 1, after: null }))).data).toMatchObject([
      {
        actor: "system",
        actor_name: "CallCall",
        ip: null,
        action: "webhook.disable",
        target: id,
        changes: [
          { field: "status", before: "enabled", after: "disabled" },
          { field: "disabled_reason", before: null, after: "gone" },
          { field: "delivery_id", before: null, after: sender.sends[0]?.deliveryId },
        ],
      },
    ]);
    // The others were on their way, and count.
    for (const send of sender.open) send.answer(200);
    await time.advance(600_000);
    expect(await states(id)).toEqual({ failed: 1, succeeded: 15, pending: 24 });
    sender.respond = () => 200;
    await run(engine.webhooks.enable(caller, id));
    await time.settle();
    expect(await states(id)).toEqual({ failed: 1, succeeded: 39 });
  });

  it("is told once, however many come together", async () => {
    const { sender, webhook, follow, log, time } = await open();
    await webhook();
    const entries = follow();
    await publishMany(16);
    for (const send of sender.open) send.answer(410);
    await time.settle();
    expect(entries.filter((entry) => entry.kind === "webhook.changed")).toHaveLength(1);
    expect(log.filter((line) => line.message === "a webhook was disabled")).toHaveLength(1);
    expect(await states()).toEqual({ failed: 16 });
  });

  it("stands although a change of settings was committed with it", async () => {
    const { sender, webhook, engine, caller, run, time } = await open();
    const { id } = await webhook();
    await publishMany(40);
    const update = engine.webhooks.update(caller, id, { description: "changed" });
    // In time for the find before the update, and no more: both commands are in the same commit.
    await Promise.resolve();
    await Promise.resolve();
    sender.open[0]?.answer(410);
    await run(update);
    for (const send of sender.open) send.answer(200);
    await time.advance(60_000);
    expect(sender.sends).toHaveLength(16);
    expect((await run(engine.webhooks.get(caller, id))).status).toBe("disabled");
  });

  it("makes new events pass it by", async () => {
    const { sender, webhook, publish, time } = await open();
    await webhook();
    sender.respond = () => 410;
    expect((await publish()).deliveries).toBe(1);
    await time.settle();
    expect((await publish()).deliveries).toBe(0);
  });
});

it("120 h of nothing but failures disable, and enabling begins anew", async () => {
  const { sender, webhook, publish, engine, caller, run, time } = await open({
    settings: { retryScheduleSeconds: Array.from({ length: 40 }, () => 6 * 3_600) },
  });
  const { id } = await webhook();
  sender.respond = () => 500;
  await publish();
  await time.advance(119 * 3_600_000);
  expect((await run(engine.webhooks.get(caller, id))).status).toBe("enabled");
  await time.advance(30 * 3_600_000);
  expect(await run(engine.webhooks.get(caller, id))).toMatchObject({ status: "disabled", disabled_reason: "failing" });
  expect(await run(engine.webhooks.enable(caller, id))).toMatchObject({ status: "enabled", failing_since: null });
  await time.advance(8 * 3_600_000);
  expect(await run(engine.webhooks.get(caller, id))).toMatchObject({ status: "enabled" });
});

describe("disabling by hand", () => {
  it("stops sending at once, and loses nothing", async () => {
    const { sender, webhook, engine, caller, run, time } = await open();
    const { id } = await webhook();
    await publishMany(40);
    await run(engine.webhooks.disable(caller, id));
    sender.respond = () => 500;
    for (const send of sender.open) send.answer(500);
    await time.advance(86_400_000);
    expect(sender.sends).toHaveLength(16);
    expect(await states(id)).toEqual({ pending: 40 });
    sender.respond = () => 200;
    await run(engine.webhooks.enable(caller, id));
    await time.settle();
    expect(await states(id)).toEqual({ succeeded: 40 });
  });
});

describe("deleting", () => {
  it("cancels what waits; what is in flight completes and is recorded", async () => {
    const { sender, webhook, engine, caller, run, time, deliveries } = await open();
    const { id } = await webhook();
    await publishMany(40);
    await run(engine.webhooks.delete(caller, id));
    for (const send of sender.open) send.answer(200);
    await time.advance(86_400_000);
    expect(sender.sends).toHaveLength(16);
    expect(await states(id)).toEqual({ cancelled: 40 });
    const all = await deliveries(id);
    expect(all.filter((delivery) => delivery.lastOutcome === "delivered")).toHaveLength(16);
    expect(all.every((delivery) => delivery.open === null && delivery.cancelledReason === "webhook_deleted")).toBe(
      true,
    );
  });

  it("gives back the slots that were reserved for it", async () => {
    const { sender, webhook, engine, caller, run, time } = await open({ settings: { inFlightPerNode: 4 } });
    const { id } = await webhook();
    for (let round = 0; round < 10; round++) {
      const other = await webhook({ url: "https://other.example/hook" });
      const publishing = Promise.all(Array.from({ length: 8 }, () => engine.events.publish(caller, body)));
      const deleting = engine.webhooks.delete(caller, other.id);
      await run(Promise.all([publishing, deleting]));
      for (let more = 0; more < 20; more++) {
        for (const send of sender.open) send.answer(200);
        await time.settle();
      }
    }
    await publishMany(8);
    expect(sender.open).toHaveLength(4);
    expect((await states(id))["pending"]).toBe(8);
  });

  it("never lets an unsigned request out", async () => {
    const { sender, webhook, engine, caller, run, time, deliveries } = await open();
    const { id } = await webhook();
    sender.respond = () => 200;
    // The account is known and the secrets are not: they are read after the commit that erases them.
    await run(engine.eventTypes.get(caller, "test.happened"));
    const publishing = Promise.all(Array.from({ length: 30 }, () => engine.events.publish(caller, body)));
    await run(Promise.all([publishing, engine.webhooks.delete(caller, id)]));
    await time.advance(60_000);
    expect(sender.sends).toEqual([]);
    const all = await deliveries(id);
    expect(all.filter((delivery) => delivery.lastOutcome === "local_fault")).toHaveLength(16);
    expect(all.map((delivery) => delivery.state)).toEqual(Array.from({ length: 30 }, () => "cancelled"));
  });
});

describe("a retry by hand", () => {
  it("sends a failed delivery again, with a new schedule", async () => {
    const { sender, webhook, publish, engine, caller, run, time, deliveries } = await open({
      settings: { retryScheduleSeconds: [2] },
    });
    const { id } = await webhook();
    sender.respond = () => 500;
    await publish();
    await time.advance(10_000);
    const [delivery] = await deliveries(id);
    expect(delivery).toMatchObject({ state: "failed", attemptCount: 2 });
    expect(await run(engine.deliveries.retry(caller, delivery?.id ?? ""))).toMatchObject({ status: "pending" });
    await time.advance(10_000);
    expect(await deliveries(id)).toMatchObject([{ state: "failed", attemptCount: 4, chargedCount: 2 }]);
    sender.respond = () => 200;
    await run(engine.deliveries.retry(caller, delivery?.id ?? ""));
    await time.settle();
    expect(await deliveries(id)).toMatchObject([{ state: "succeeded", attemptCount: 5 }]);
    expect(sender.sends.map((send) => send.attempt)).toEqual([1, 2, 3, 4, 5]);
  });

  it("brings a waiting one forward", async () => {
    const { sender, webhook, publish, engine, caller, run, time, deliveries } = await open({
      settings: { retryScheduleSeconds: [86_400] },
    });
    const { id } = await webhook();
    sender.respond = (send) => (send.attempt === 1 ? 500 : 200);
    await publish();
    await run(engine.deliveries.retry(caller, (await deliveries(id))[0]?.id ?? ""));
    await time.settle();
    expect(await deliveries(id)).toMatchObject([{ state: "succeeded", attemptCount: 2 }]);
  });

  it("is refused while one is under way, and where there is nowhere to send it", async () => {
    const { webhook, publish, engine, caller, run, deliveries } = await open();
    const { id } = await webhook();
    await publish();
    const delivery = (await deliveries(id))[0]?.id ?? "";
    await expect(run(engine.deliveries.retry(caller, delivery))).rejects.toMatchObject({ code: "conflict" });
    await run(engine.webhooks.delete(caller, id));
    await expect(run(engine.deliveries.retry(caller, delivery))).rejects.toMatchObject({ code: "conflict" });
    await expect(run(engine.deliveries.retry(caller, "dlv_x"))).rejects.toMatchObject({ code: "not_found" });
    const stranger = { ...caller, accountId: "acct_other" };
    await expect(run(engine.deliveries.retry(stranger, delivery))).rejects.toMatchObject({ code: "not_found" });
    await expect(run(engine.deliveries.cancel(stranger, delivery))).rejects.toMatchObject({ code: "not_found" });
  });
});

it("sends to the new URL from the change on, queued deliveries included", async () => {
  const { sender, webhook, engine, caller, run, time } = await open();
  const { id } = await webhook({ url: "https://old.example/hook" });
  await publishMany(20);
  await run(engine.webhooks.update(caller, id, { url: "https://new.example/hook" }));
  sender.respond = () => 200;
  for (const send of sender.open) send.answer(200);
  await time.settle();
  expect(sender.sends.map((send) => new URL(send.url).host)).toEqual([
    ...Array.from({ length: 16 }, () => "old.example"),
    ...Array.from({ length: 4 }, () => "new.example"),
  ]);
});

it("takes the settings that the commit has seen, where they changed while an event was published", async () => {
  const { sender, webhook, engine, caller, run, time } = await open();
  const { id } = await webhook({ url: "https://old.example/hook" });
  sender.respond = () => 200;
  const updating = engine.webhooks.update(caller, id, { url: "https://new.example/hook" });
  const publishing = Promise.all(Array.from({ length: 5 }, () => engine.events.publish(caller, body)));
  await run(Promise.all([updating, publishing]));
  await run(engine.events.publish(caller, body));
  await time.settle();
  expect(sender.sends).toHaveLength(6);
  expect(sender.sends.at(-1)?.url).toBe("https://new.example/hook");
});
