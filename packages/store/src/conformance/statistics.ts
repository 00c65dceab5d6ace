import { beforeEach, expect, test } from "vitest";
import type { SettleAttempt } from "../port/commands.ts";
import type { AttemptRecord, WebhookRecord } from "../port/records.ts";
import { percentileMs } from "../stats/histogram.ts";
import { type Counts, NO_COUNTS, pendingOf, type Rollup, startOf } from "../stats/rollup.ts";
import {
  ACCOUNT,
  acceptEvents,
  buildAttempt,
  buildAudit,
  buildDelivery,
  buildEvent,
  OTHER_ACCOUNT,
  settleAttempt,
  T0,
} from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

const HOUR_MS = 3_600_000;

export function describeStatistics(subject: Subject): void {
  let webhook: WebhookRecord;
  beforeEach(async () => {
    webhook = await subject.webhook();
  });

  async function hour(webhookId: string | null, atMs: number = T0, accountId = ACCOUNT): Promise<Rollup | undefined> {
    const sinceMs = startOf(atMs, "hour");
    const range = { width: "hour", sinceMs, untilMs: sinceMs + HOUR_MS } as const;
    return (await subject.store.rollups({ accountId, webhookId }, range))[0];
  }

  async function total(webhookId: string | null): Promise<Counts> {
    const { startMs, outcomes, responseBins, ...counts } = {
      startMs: 0,
      outcomes: 0,
      responseBins: 0,
      ...(await subject.store.totalCounts({ accountId: ACCOUNT, webhookId })),
    };
    return counts;
  }

  /** A delivery whose first attempt comes to this. */
  async function settled(attempt: Partial<AttemptRecord>, settle: Partial<SettleAttempt>): Promise<string> {
    const id = await subject.delivery(webhook.id, { open: "att_open" });
    await subject.run(settleAttempt(buildAttempt(id, "att_open", attempt), { webhookId: webhook.id, ...settle }));
    return id;
  }

  test("an accepted event counts once, and what it owes for each webhook", async () => {
    const other = await subject.webhook();
    await subject.accept([
      buildEvent({ deliveries: [buildDelivery(webhook.id), buildDelivery(other.id)] }),
      buildEvent({ deliveries: [buildDelivery(other.id)] }),
      buildEvent(),
    ]);
    expect(await hour(null)).toMatchObject({ events: 3, created: 3, attempts: 0 });
    expect(await hour(webhook.id)).toMatchObject({ events: 0, created: 1 });
    expect(await hour(other.id)).toMatchObject({ events: 0, created: 2 });
    expect(await total(null)).toEqual({ ...NO_COUNTS, events: 3, created: 3 });
  });

  test("an event that was there already, and a stale fan-out, count as nothing", async () => {
    const event = buildEvent({ deliveries: [buildDelivery(webhook.id)] });
    await subject.accept([event]);
    await subject.accept([{ ...event, deliveries: [buildDelivery(webhook.id)] }]);
    await subject.run(acceptEvents([buildEvent()], { subscriptionsVersion: 99 }));
    expect(await total(null)).toEqual({ ...NO_COUNTS, events: 1, created: 1 });
  });

  test("attempts count by what they came to, with the times of those that got a response", async () => {
    const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
    for (const totalMs of [10, 20, 30]) await settled({ outcome: "delivered", timings: { ...timings, totalMs } }, {});
    await settled({ outcome: "http_5xx" }, { state: "pending", nextAttemptMs: T0 });
    await settled({ outcome: "timeout_headers", response: null }, { state: "failed" });
    await settled({ outcome: "local_fault", charged: false, response: null }, { state: "pending", nextAttemptMs: T0 });
    for (const webhookId of [webhook.id, null]) {
      const figures = await hour(webhookId);
      expect(figures).toMatchObject({ attempts: 6, delivered: 3, failed: 2, succeeded: 3, exhausted: 1 });
      expect(figures?.outcomes).toEqual(
        new Map([
          ["delivered", 3],
          ["http_5xx", 1],
          ["timeout_headers", 1],
          ["local_fault", 1],
        ]),
      );
      expect([...(figures?.responseBins.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(4);
      expect(percentileMs(figures?.responseBins ?? new Map(), 1)).toBeGreaterThan(30 / 1.022);
    }
  });

  test("each counts at its own time: accepted, settled, sent again, cancelled", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    const settledMs = T0 + HOUR_MS;
    await subject.run(settleAttempt(buildAttempt(id, "att_1"), { webhookId: webhook.id, settledMs, state: "failed" }));
    const request = { accountId: ACCOUNT, deliveryId: id, audit: buildAudit() };
    await subject.run({ kind: "delivery.retry", ...request, nowMs: T0 + 2 * HOUR_MS });
    const cancel = { ...request, reason: "by_hand", audit: buildAudit() };
    await subject.run({ kind: "delivery.cancel", ...cancel, nowMs: T0 + 3 * HOUR_MS });
    const hours = await Promise.all([0, 1, 2, 3].map((hours) => hour(webhook.id, T0 + hours * HOUR_MS)));
    expect(hours).toMatchObject([{ created: 1 }, { attempts: 1, exhausted: 1 }, { reopened: 1 }, { cancelled: 1 }]);
    expect(pendingOf(await total(webhook.id))).toBe(0);
  });

  test("an attempt that ends after its delivery was cancelled counts, and the delivery only as cancelled", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    const audit = buildAudit();
    await subject.run({
      kind: "delivery.cancel",
      accountId: ACCOUNT,
      deliveryId: id,
      reason: "by_hand",
      nowMs: T0,
      audit,
    });
    await subject.run(settleAttempt(buildAttempt(id, "att_1"), { webhookId: webhook.id }));
    expect(await total(webhook.id)).toEqual({ ...NO_COUNTS, created: 1, attempts: 1, delivered: 1, cancelled: 1 });
  });

  test("a removed webhook's deliveries count as cancelled step by step", async () => {
    for (let index = 0; index < 5; index++) await subject.delivery(webhook.id);
    const request = { accountId: ACCOUNT, webhookId: webhook.id, nowMs: T0, cancelAtMost: 2 };
    await subject.run({ kind: "webhook.delete", ...request, audit: buildAudit() });
    expect(pendingOf(await total(null))).toBe(3);
    await subject.run({ kind: "webhook.cancel_deleted", ...request });
    await subject.run({ kind: "webhook.cancel_deleted", ...request });
    expect(await total(webhook.id)).toEqual({ ...NO_COUNTS, created: 5, cancelled: 5 });
    expect(await total(null)).toEqual({ ...NO_COUNTS, events: 5, created: 5, cancelled: 5 });
  });

  test("a rejected command counts as nothing, and its neighbours as they would without it", async () => {
    const taken = await subject.delivery(webhook.id);
    const accept = (delivery = buildDelivery(webhook.id)) =>
      acceptEvents([buildEvent({ deliveries: [delivery] })], { subscriptionsVersion: 1 });
    const poison = accept(buildDelivery(webhook.id, { id: taken }));
    const results = await subject.store.commit([accept(), poison, accept(), poison]);
    expect(results.map(({ kind }) => kind)).toEqual(["accepted", "rejected", "accepted", "rejected"]);
    expect(await total(null)).toEqual({ ...NO_COUNTS, events: 3, created: 3 });
    expect(await hour(webhook.id)).toMatchObject({ created: 3 });
    // Nothing of it is left for the next commit either.
    await subject.run(accept());
    expect(await total(null)).toEqual({ ...NO_COUNTS, events: 4, created: 4 });
  });

  test("figures are there again after a restart, and are no other account's", async () => {
    await subject.delivery(webhook.id);
    await subject.reopen();
    await subject.delivery(webhook.id);
    expect(await hour(null)).toMatchObject({ events: 2, created: 2 });
    expect(await hour(null, T0, OTHER_ACCOUNT)).toBeUndefined();
    expect(await subject.store.totalCounts({ accountId: OTHER_ACCOUNT, webhookId: null })).toEqual(NO_COUNTS);
  });

  test("a range begins and ends where it is told to, the earliest first, without what is empty", async () => {
    for (const hours of [0, 1, 3, 4]) await subject.accept([buildEvent({ createdMs: T0 + hours * HOUR_MS })]);
    const start = startOf(T0, "hour");
    const range = { width: "hour", sinceMs: start + HOUR_MS, untilMs: start + 4 * HOUR_MS } as const;
    const whose = { accountId: ACCOUNT, webhookId: null };
    const starts = (await subject.store.rollups(whose, range)).map(({ startMs }) => startMs);
    expect(starts).toEqual([start + HOUR_MS, start + 3 * HOUR_MS]);
    expect(await subject.store.rollups(whose, { ...range, untilMs: range.sinceMs })).toEqual([]);
  });

  test("pending deliveries are counted over all accounts", async () => {
    expect(await subject.store.pendingDeliveries()).toBe(0);
    await settled({}, {});
    await subject.delivery(webhook.id, {});
    const theirs = [
      await subject.webhook({ accountId: OTHER_ACCOUNT }),
      await subject.webhook({ accountId: OTHER_ACCOUNT }),
    ];
    await subject.accept([buildEvent({ deliveries: theirs.map(({ id }) => buildDelivery(id)) })], OTHER_ACCOUNT);
    expect(await subject.store.pendingDeliveries()).toBe(3);
  });

  test("the oldest pending delivery is that of the oldest event, of the account and of a webhook", async () => {
    const account = { accountId: ACCOUNT, webhookId: null };
    expect(await subject.store.oldestPendingMs(account)).toBeUndefined();
    const other = await subject.webhook();
    await settled({}, {});
    await subject.delivery(webhook.id, { createdMs: T0 + 2 });
    await subject.delivery(other.id, { createdMs: T0 + 1 });
    expect(await subject.store.oldestPendingMs(account)).toBe(T0 + 1);
    expect(await subject.store.oldestPendingMs({ accountId: ACCOUNT, webhookId: webhook.id })).toBe(T0 + 2);
  });

  test("old minutes and hours are dropped, a bounded number at a time, and totals never", async () => {
    for (const hours of [0, 1, 2]) await subject.accept([buildEvent({ createdMs: T0 + hours * HOUR_MS })]);
    const never = {
      kind: "rows.expire",
      nowMs: 0,
      secretsEndedMs: 0,
      minutesBeforeMs: 0,
      hoursBeforeMs: 0,
      callsBeforeMs: 0,
    } as const;
    const minutes = { ...never, minutesBeforeMs: startOf(T0 + 2 * HOUR_MS, "minute"), limit: 1 };
    expect(await subject.run(minutes)).toEqual({ kind: "expired", rows: 1 });
    expect(await subject.run(minutes)).toEqual({ kind: "expired", rows: 1 });
    expect(await subject.run(minutes)).toEqual({ kind: "expired", rows: 0 });
    expect(await hour(null)).toMatchObject({ events: 1 });
    const hours = { ...never, hoursBeforeMs: startOf(T0, "hour") + 1, limit: 10 };
    expect(await subject.run(hours)).toEqual({ kind: "expired", rows: 1 });
    expect(await hour(null)).toBeUndefined();
    expect(await hour(null, T0 + HOUR_MS)).toMatchObject({ events: 1 });
    expect(await total(null)).toMatchObject({ events: 3 });
    expect(await subject.events(ACCOUNT, {}, FIRST_PAGE)).toHaveLength(3);
  });
}
