import { expect, test } from "vitest";
import {
  ACCOUNT,
  acceptEvents,
  buildDelivery,
  buildEvent,
  buildWebhook,
  bytes,
  createWebhook,
  T0,
} from "./builders.ts";
import type { Subject } from "./subject.ts";

export function describeAccept(subject: Subject): void {
  test("an accepted event and what it owes are there, also after the store was opened again", async () => {
    const webhook = await subject.webhook();
    const delivery = buildDelivery(webhook.id, { nextAttemptMs: T0 + 5 });
    const trace = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate: "vendor=a:1" };
    const event = buildEvent({ deliveries: [delivery], warnings: '["/n"]', trace });

    expect(await subject.run(acceptEvents([event], { subscriptionsVersion: 1 }))).toEqual({
      kind: "accepted",
      events: [{ status: "inserted", id: event.id, createdMs: T0, deliveries: 1 }],
    });
    await subject.reopen();

    const { deliveries: _, ...stored } = event;
    expect(await subject.store.event(ACCOUNT, event.id)).toEqual({ accountId: ACCOUNT, ...stored });
    expect(await subject.store.delivery(ACCOUNT, delivery.id)).toEqual({
      accountId: ACCOUNT,
      id: delivery.id,
      eventId: event.id,
      eventType: event.type,
      webhookId: webhook.id,
      state: "pending",
      createdMs: T0,
      attemptCount: 0,
      chargedCount: 0,
      nextAttemptMs: T0 + 5,
      open: null,
      lastOutcome: null,
      lastStatus: null,
      cancelledReason: null,
      finishedMs: null,
      replayJobId: null,
    });
  });

  test("an event that nobody subscribes to is stored all the same", async () => {
    const event = buildEvent();
    await subject.accept([event]);
    expect((await subject.store.event(ACCOUNT, event.id))?.id).toBe(event.id);
    expect(await subject.store.deliveryCounts(ACCOUNT, [event.id])).toEqual(
      new Map([[event.id, { pending: 0, succeeded: 0, failed: 0, cancelled: 0 }]]),
    );
  });

  test("a delivery may be born with its first attempt begun", async () => {
    const webhook = await subject.webhook();
    const id = await subject.delivery(webhook.id, { open: "att_first" });
    expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({
      state: "pending",
      attemptCount: 1,
      open: { id: "att_first", startedMs: T0 },
    });
  });

  test("a fan-out of other subscriptions than the present ones is refused whole", async () => {
    await subject.webhook();
    const event = buildEvent();
    for (const stale of [0, 2]) {
      expect(await subject.run(acceptEvents([event], { subscriptionsVersion: stale }))).toEqual({
        kind: "stale_subscriptions",
      });
    }
    expect(await subject.store.event(ACCOUNT, event.id)).toBeUndefined();
  });

  test("a change of subscriptions earlier in the same commit counts", async () => {
    const results = await subject.store.commit([
      createWebhook(buildWebhook()),
      acceptEvents([buildEvent()], { subscriptionsVersion: 0 }),
      acceptEvents([buildEvent()], { subscriptionsVersion: 1 }),
    ]);
    expect(results.map((result) => result.kind)).toEqual(["created", "stale_subscriptions", "accepted"]);
  });

  test("the same event again answers as the first one, and owes nothing more", async () => {
    const webhook = await subject.webhook();
    const event = buildEvent({ id: "order-1", deliveries: [buildDelivery(webhook.id)] });
    await subject.accept([event]);
    const again = buildEvent({
      id: "order-1",
      createdMs: T0 + 60_000,
      deliveries: [buildDelivery(webhook.id), buildDelivery(webhook.id)],
    });
    expect(await subject.run(acceptEvents([again], { subscriptionsVersion: 1 }))).toEqual({
      kind: "accepted",
      events: [{ status: "same", id: "order-1", createdMs: T0, deliveries: 1 }],
    });
    expect(await subject.store.deliveryCounts(ACCOUNT, ["order-1"])).toEqual(
      new Map([["order-1", { pending: 1, succeeded: 0, failed: 0, cancelled: 0 }]]),
    );
  });

  test.each([
    ["type", { type: "customer.lost" }],
    ["data", { data: bytes('{"n":1.0}') }],
  ])("an id with another %s is told apart, and the first event stays", async (_, changes) => {
    await subject.accept([buildEvent({ id: "order-1" })]);
    expect(await subject.run(acceptEvents([buildEvent({ id: "order-1", ...changes })]))).toEqual({
      kind: "accepted",
      events: [{ status: "different", id: "order-1" }],
    });
    const stored = await subject.store.event(ACCOUNT, "order-1");
    expect(stored?.type).toBe("customer.qualified");
    expect(stored?.data).toEqual(bytes('{"n":1}'));
  });

  test("the events of one batch see each other, and stand each for itself", async () => {
    const [first, second] = [buildEvent({ id: "a" }), buildEvent({ id: "b" })];
    const result = await subject.run(
      acceptEvents([first, first, buildEvent({ id: "a", type: "customer.lost" }), second]),
    );
    expect(result).toMatchObject({
      kind: "accepted",
      events: [
        { status: "inserted", id: "a" },
        { status: "same", id: "a" },
        { status: "different", id: "a" },
        { status: "inserted", id: "b" },
      ],
    });
  });
}
