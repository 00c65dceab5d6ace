import { afterEach, beforeEach, expect, test } from "vitest";
import { CALLER, type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

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

const replay = (eventId: string, webhookId: string) =>
  harness.run(harness.engine.events.replay(CALLER, eventId, webhookId));

test("an event from before the webhook was registered is delivered to it, once", async () => {
  const event = await harness.publish({ n: 1 });
  const webhook = await harness.webhook();
  const delivery = await replay(event.id, webhook.id);
  expect(delivery).toMatchObject({ event_id: event.id, webhook_id: webhook.id, status: "pending" });
  await harness.time.settle();
  expect(harness.sender.sends.map(({ eventId, attempt }) => [eventId, attempt])).toEqual([[event.id, 1]]);
  expect(await harness.deliveries()).toMatchObject([{ id: delivery.id, state: "succeeded" }]);
});

test("one that was delivered is sent again, under the same delivery", async () => {
  const webhook = await harness.webhook();
  const event = await harness.publish();
  await harness.time.settle();
  await replay(event.id, webhook.id);
  await harness.time.settle();
  expect(harness.sender.sends.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(await harness.deliveries()).toHaveLength(1);
});

test("while an attempt is under way it is a conflict", async () => {
  harness.sender.respond = () => undefined;
  const webhook = await harness.webhook();
  const event = await harness.publish();
  await harness.time.settle();
  await expect(replay(event.id, webhook.id)).rejects.toMatchObject({ code: "conflict" });
  harness.sender.open[0]?.answer(200);
});

test("a FIFO webhook gets it when what is in flight has ended", async () => {
  const old = await harness.publish({ n: 0 });
  harness.sender.respond = () => undefined;
  const webhook = await harness.webhook({ ordering: "fifo" });
  const newer = await harness.publish({ n: 1 });
  await harness.time.settle();
  await replay(old.id, webhook.id);
  await harness.time.settle();
  expect(harness.sender.sends.map(({ eventId }) => eventId)).toEqual([newer.id]);
  harness.sender.open[0]?.answer(200);
  await harness.time.settle();
  expect(harness.sender.sends.map(({ eventId }) => eventId)).toEqual([newer.id, old.id]);
  harness.sender.open[0]?.answer(200);
});

test("an unknown event and an unknown webhook are told apart", async () => {
  const webhook = await harness.webhook();
  const event = await harness.publish();
  await expect(replay("evt_none", webhook.id)).rejects.toMatchObject({ code: "not_found", errors: [] });
  await expect(replay(event.id, "wh_none")).rejects.toMatchObject({
    code: "not_found",
    errors: [{ pointer: "/webhook_id" }],
  });
});
