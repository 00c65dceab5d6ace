import { afterEach, beforeEach, expect, test } from "vitest";
import { CALLER, type Harness, makeDirectory, openHarness, type TestDirectory, TYPE } from "../testing/harness.ts";

let directory: TestDirectory;
let harness: Harness;
beforeEach(async () => {
  directory = makeDirectory();
  harness = await openHarness(directory.path, { respond: () => 200 });
});
afterEach(async () => {
  await harness.close();
  directory.remove();
});

async function verdicts(eventId: string): Promise<Record<string, string>> {
  const { data } = await harness.run(harness.engine.events.explain(CALLER, eventId));
  return Object.fromEntries(data.map(({ webhook_id, verdict }) => [webhook_id, verdict]));
}

test("every webhook has its verdict, those that got the event first", async () => {
  const { engine, run, time } = harness;
  const disabled = await harness.webhook();
  await run(engine.webhooks.disable(CALLER, disabled.id));
  const other = await harness.webhook({ events: ["customer.*"] });
  const filtered = await harness.webhook({ filter: "data.score > 90" });
  const failing = await harness.webhook({ filter: "data.total > 90" });
  const got = await harness.webhook();
  await time.advance(10);
  const event = await harness.publish({ score: 5 });
  await time.advance(10);
  const late = await harness.webhook();

  expect(await verdicts(event.id)).toEqual({
    [got.id]: "delivered",
    [disabled.id]: "disabled",
    [other.id]: "not_subscribed",
    [filtered.id]: "filtered_out",
    [failing.id]: "filter_failed",
    [late.id]: "registered_later",
  });
  const { data } = await run(engine.events.explain(CALLER, event.id));
  expect(data[0]).toMatchObject({ webhook_id: got.id, delivery: { event_id: event.id, status: "succeeded" } });
});

test("what was changed since is taken back from the audit log", async () => {
  const { engine, run, time } = harness;
  const enabledLater = await harness.webhook();
  await run(engine.webhooks.disable(CALLER, enabledLater.id));
  const subscribedLater = await harness.webhook({ events: ["customer.*"] });
  const widened = await harness.webhook({ filter: "data.score > 90" });
  await time.advance(10);
  const event = await harness.publish({ score: 5 });
  await time.advance(10);
  await run(engine.webhooks.enable(CALLER, enabledLater.id));
  await run(engine.webhooks.update(CALLER, subscribedLater.id, { events: ["customer.*", TYPE] }));
  await run(engine.webhooks.update(CALLER, subscribedLater.id, { description: "mine" }));
  await run(engine.webhooks.update(CALLER, widened.id, { filter: null }));
  await run(engine.webhooks.disable(CALLER, widened.id));

  expect(await verdicts(event.id)).toEqual({
    [enabledLater.id]: "disabled",
    [subscribedLater.id]: "changed_since",
    [widened.id]: "changed_since",
  });
  const { data } = await run(engine.events.explain(CALLER, event.id));
  expect(data.find(({ webhook_id }) => webhook_id === widened.id)?.message).toContain("data.score > 90");
});

test("a webhook that 410 disabled is disabled for what came next", async () => {
  const { engine, run, time, sender } = harness;
  sender.respond = () => 410;
  const webhook = await harness.webhook();
  await harness.publish();
  await time.advance(10);
  const missed = await harness.publish();
  await time.advance(10);
  await run(engine.webhooks.enable(CALLER, webhook.id));
  expect(await verdicts(missed.id)).toEqual({ [webhook.id]: "disabled" });
});

test("a removed webhook is shown where it was owed the event", async () => {
  const { engine, run, time, sender } = harness;
  sender.respond = () => 500;
  const removed = await harness.webhook();
  const event = await harness.publish();
  await time.settle();
  await run(engine.webhooks.delete(CALLER, removed.id));
  const { data } = await run(engine.events.explain(CALLER, event.id));
  expect(data).toMatchObject([{ webhook_id: removed.id, verdict: "removed", webhook_status: "removed" }]);
  const next = await harness.publish();
  expect(await verdicts(next.id)).toEqual({});
});

test("an unknown event has none", async () => {
  await expect(harness.run(harness.engine.events.explain(CALLER, "evt_none"))).rejects.toMatchObject({
    code: "not_found",
  });
});
