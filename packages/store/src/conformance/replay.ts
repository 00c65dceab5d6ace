import { beforeEach, expect, test } from "vitest";
import type { WebhookRecord } from "../port/records.ts";
import type { ReplayEvent, ReplayResult } from "../port/replay.ts";
import { pendingOf } from "../stats/rollup.ts";
import {
  ACCOUNT,
  buildAttempt,
  buildAudit,
  buildDelivery,
  buildEvent,
  nextId,
  OTHER_ACCOUNT,
  settleAttempt,
  T0,
} from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

export function describeReplay(subject: Subject): void {
  let webhook: WebhookRecord;
  beforeEach(async () => {
    webhook = await subject.webhook();
  });

  function replay(eventId: string, changes: Partial<ReplayEvent> = {}): Promise<ReplayResult> {
    const deliveryId = nextId("dlv");
    return subject.run({
      kind: "event.replay",
      accountId: ACCOUNT,
      eventId,
      webhookId: webhook.id,
      deliveryId,
      nowMs: T0 + 99,
      audit: buildAudit({ action: "event.replay" }),
      ...changes,
    });
  }

  test("an event that was never owed becomes a delivery at its event's place, due now", async () => {
    const event = buildEvent();
    await subject.accept([event]);
    expect(await replay(event.id, { deliveryId: "dlv_new" })).toEqual({ kind: "due", deliveryId: "dlv_new" });
    expect(await subject.store.delivery(ACCOUNT, "dlv_new")).toMatchObject({
      eventId: event.id,
      eventType: event.type,
      webhookId: webhook.id,
      state: "pending",
      createdMs: T0,
      attemptCount: 0,
      nextAttemptMs: T0 + 99,
      open: null,
    });
    expect((await subject.audit()).map(({ action }) => action)).toContain("event.replay");
    expect(pendingOf(await subject.store.totalCounts({ accountId: ACCOUNT, webhookId: webhook.id }))).toBe(1);
  });

  test("a second replay is no second delivery", async () => {
    const event = buildEvent();
    await subject.accept([event]);
    const first = await replay(event.id);
    expect(await replay(event.id)).toEqual(first);
    expect(await subject.deliveries(ACCOUNT, { eventId: event.id }, FIRST_PAGE)).toHaveLength(1);
    expect(await subject.store.totalCounts({ accountId: ACCOUNT, webhookId: null })).toMatchObject({
      created: 1,
      reopened: 0,
    });
  });

  test("a finished delivery is sent again under its own id, its schedule from the start", async () => {
    const delivery = buildDelivery(webhook.id, { open: { id: "att_1", startedMs: T0 } });
    const event = buildEvent({ deliveries: [delivery] });
    await subject.accept([event]);
    expect(await replay(event.id)).toEqual({ kind: "in_flight" });
    await subject.run(settleAttempt(buildAttempt(delivery.id, "att_1"), { webhookId: webhook.id }));
    expect(await replay(event.id)).toEqual({ kind: "due", deliveryId: delivery.id });
    expect(await subject.store.delivery(ACCOUNT, delivery.id)).toMatchObject({ state: "pending", chargedCount: 0 });
    expect(await subject.store.totalCounts({ accountId: ACCOUNT, webhookId: webhook.id })).toMatchObject({
      created: 1,
      reopened: 1,
      succeeded: 1,
    });
  });

  test("another webhook's delivery of the event is left alone", async () => {
    const other = await subject.webhook();
    const delivery = buildDelivery(other.id);
    const event = buildEvent({ deliveries: [delivery] });
    await subject.accept([event]);
    await replay(event.id);
    const listed = await subject.deliveries(ACCOUNT, { eventId: event.id }, FIRST_PAGE);
    expect(listed.map(({ webhookId }) => webhookId).sort()).toEqual([webhook.id, other.id].sort());
  });

  test("what is unknown, deleted or another account's is not found, and leaves no trace", async () => {
    const event = buildEvent();
    await subject.accept([event]);
    const foreign = await subject.webhook({ accountId: OTHER_ACCOUNT });
    expect(await replay("evt_none")).toEqual({ kind: "event_not_found" });
    expect(await replay(event.id, { accountId: OTHER_ACCOUNT })).toEqual({ kind: "event_not_found" });
    expect(await replay(event.id, { webhookId: foreign.id })).toEqual({ kind: "webhook_not_found" });
    const gone = { kind: "webhook.delete", accountId: ACCOUNT, webhookId: webhook.id, nowMs: T0 } as const;
    await subject.run({ ...gone, cancelAtMost: 10, audit: buildAudit() });
    expect(await replay(event.id)).toEqual({ kind: "webhook_not_found" });
    expect(await subject.deliveries(ACCOUNT, {}, FIRST_PAGE)).toEqual([]);
    const actions = (await subject.audit()).map(({ action }) => action);
    expect(actions).not.toContain("event.replay");
  });

  test("a FIFO lane sends it at its event's place, before what is newer", async () => {
    const old = buildEvent();
    await subject.accept([old]);
    const waiting = await subject.delivery(webhook.id, { createdMs: T0 + 1 });
    await replay(old.id, { deliveryId: "dlv_old" });
    const lane = { accountId: ACCOUNT, webhookId: webhook.id };
    expect((await subject.store.pendingInOrder(lane, 10)).map(({ id }) => id)).toEqual(["dlv_old", waiting]);
  });
}
