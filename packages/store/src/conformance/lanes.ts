import { beforeEach, expect, test } from "vitest";
import type { WebhookRecord } from "../port/records.ts";
import type { LaneKey } from "../port/store.ts";
import {
  ACCOUNT,
  beginAttempt,
  buildAttempt,
  buildAudit,
  buildDelivery,
  buildEvent,
  OTHER_ACCOUNT,
  settleAttempt,
  T0,
} from "./builders.ts";
import type { Subject } from "./subject.ts";

export function describeLanes(subject: Subject): void {
  test("the newest event is that of all accounts", async () => {
    expect(await subject.store.newestEventMs()).toBe(0);
    const webhook = await subject.webhook();
    await subject.delivery(webhook.id, { createdMs: T0 + 7 });
    await subject.delivery(webhook.id, { createdMs: T0 + 3 });
    expect(await subject.store.newestEventMs()).toBe(T0 + 7);
  });

  let webhook: WebhookRecord;
  let lane: LaneKey;
  beforeEach(async () => {
    webhook = await subject.webhook();
    lane = { accountId: ACCOUNT, webhookId: webhook.id };
  });

  const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map((row) => row.id);

  test("due deliveries come earliest first, up to the instant, up to the limit", async () => {
    const later = await subject.delivery(webhook.id, { dueMs: T0 + 30 });
    const first = await subject.delivery(webhook.id, { dueMs: T0 + 10 });
    const second = await subject.delivery(webhook.id, { dueMs: T0 + 20 });
    expect(ids(await subject.store.dueDeliveries(lane, T0 + 20, 10))).toEqual([first, second]);
    expect(ids(await subject.store.dueDeliveries(lane, T0 + 30, 10))).toEqual([first, second, later]);
    expect(ids(await subject.store.dueDeliveries(lane, T0 + 30, 1))).toEqual([first]);
    expect(await subject.store.dueDeliveries(lane, T0 + 9, 10)).toEqual([]);
  });

  test("due deliveries of one instant come in the order of their ids", async () => {
    const inserted = [await subject.delivery(webhook.id), await subject.delivery(webhook.id)];
    expect(ids(await subject.store.dueDeliveries(lane, T0, 10))).toEqual(inserted);
  });

  test("what is open, finished or another lane's is not due", async () => {
    const other = await subject.webhook();
    await subject.delivery(other.id);
    await subject.delivery(webhook.id, { open: "att_1" });
    const done = await subject.delivery(webhook.id, { open: "att_2" });
    await subject.run(settleAttempt(buildAttempt(done, "att_2")));
    expect(await subject.store.dueDeliveries(lane, T0 + 1e9, 10)).toEqual([]);
    expect(await subject.store.pendingInOrder(lane, 10)).toEqual([]);
    expect(await subject.store.nextDueMs(lane, 0)).toBeUndefined();
  });

  test("pending in order means the order of the events, due or not", async () => {
    const third = await subject.delivery(webhook.id, { createdMs: T0 + 2, dueMs: T0 });
    const first = await subject.delivery(webhook.id, { createdMs: T0, dueMs: T0 + 1e6 });
    const second = await subject.delivery(webhook.id, { createdMs: T0 + 1, dueMs: T0 + 5 });
    expect(ids(await subject.store.pendingInOrder(lane, 10))).toEqual([first, second, third]);
    expect(ids(await subject.store.pendingInOrder(lane, 2))).toEqual([first, second]);
    await subject.run(beginAttempt(first));
    expect(ids(await subject.store.pendingInOrder(lane, 10))).toEqual([second, third]);
  });

  test("the next due instant is the earliest one after", async () => {
    await subject.delivery(webhook.id, { dueMs: T0 + 20 });
    const first = await subject.delivery(webhook.id, { dueMs: T0 + 10 });
    expect(await subject.store.nextDueMs(lane, 0)).toBe(T0 + 10);
    expect(await subject.store.nextDueMs(lane, T0 + 9)).toBe(T0 + 10);
    expect(await subject.store.nextDueMs(lane, T0 + 10)).toBe(T0 + 20);
    expect(await subject.store.nextDueMs(lane, T0 + 20)).toBeUndefined();
    await subject.run(beginAttempt(first));
    expect(await subject.store.nextDueMs(lane, 0)).toBe(T0 + 20);
  });

  test("a delivery is due again once its attempt is settled", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    await subject.run(settleAttempt(buildAttempt(id, "att_1"), { state: "pending", nextAttemptMs: T0 + 40 }));
    expect(ids(await subject.store.dueDeliveries(lane, T0 + 40, 10))).toEqual([id]);
  });

  test("lanes with waiting deliveries are listed over all accounts, each with its earliest", async () => {
    const foreign = await subject.webhook({ accountId: OTHER_ACCOUNT });
    const idle = await subject.webhook();
    await subject.delivery(webhook.id, { dueMs: T0 + 20 });
    await subject.delivery(webhook.id, { dueMs: T0 + 10 });
    await subject.delivery(idle.id, { open: "att_1" });
    const event = buildEvent({ deliveries: [buildDelivery(foreign.id, { nextAttemptMs: T0 + 7 })] });
    await subject.accept([event], OTHER_ACCOUNT);
    expect(await subject.store.pendingLanes()).toEqual([
      { ...lane, nextAttemptMs: T0 + 10 },
      { accountId: OTHER_ACCOUNT, webhookId: foreign.id, nextAttemptMs: T0 + 7 },
    ]);
  });

  test("open attempts are what a crash leaves behind, those of cancelled deliveries included", async () => {
    const open = await subject.delivery(webhook.id, { open: "att_1" });
    const cancelled = await subject.delivery(webhook.id, { open: "att_2" });
    await subject.delivery(webhook.id);
    await subject.run({
      kind: "webhook.delete",
      accountId: ACCOUNT,
      webhookId: webhook.id,
      nowMs: T0,
      cancelAtMost: 10,
      audit: buildAudit(),
    });
    await subject.reopen();
    expect(ids(await subject.store.openAttempts(10)).sort()).toEqual([open, cancelled].sort());
    expect(await subject.store.openAttempts(1)).toHaveLength(1);
    await subject.run(settleAttempt(buildAttempt(open, "att_1")));
    expect(ids(await subject.store.openAttempts(10))).toEqual([cancelled]);
  });
}
