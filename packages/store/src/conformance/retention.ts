import { beforeEach, expect, test } from "vitest";
import type { NewEvent } from "../port/commands.ts";
import type { WebhookRecord } from "../port/records.ts";
import type { Sweep, SweepResult } from "../port/retention.ts";
import { NO_COUNTS, pendingOf } from "../stats/rollup.ts";
import {
  ACCOUNT,
  acceptEvents,
  beginAttempt,
  buildAttempt,
  buildAudit,
  buildDelivery,
  buildEvent,
  bytes,
  nextId,
  OTHER_ACCOUNT,
  settleAttempt,
  T0,
} from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

const DAY = 86_400_000;
/** All that happens at T0 has had its time. */
const LATER = T0 + DAY;

export function describeRetention(subject: Subject): void {
  let webhook: WebhookRecord;
  let other: WebhookRecord;
  beforeEach(async () => {
    webhook = await subject.webhook();
    other = await subject.webhook();
  });

  function sweep(changes: Partial<Sweep> = {}): Promise<SweepResult> {
    return subject.run({
      kind: "retention.sweep",
      subject: "events",
      fromMs: 0,
      beforeMs: LATER,
      endedBeforeMs: LATER,
      after: null,
      limit: 1_000,
      ...changes,
    });
  }

  /** Step by step to the end: what was removed in all, and in how many steps. */
  async function sweepAll(changes: Partial<Sweep>): Promise<{ readonly removed: number; readonly steps: number }> {
    let removed = 0;
    let steps = 0;
    let after: Sweep["after"] = null;
    do {
      const result: SweepResult = await sweep({ ...changes, after });
      removed += result.removed;
      steps += 1;
      after = result.next;
    } while (after !== null && steps < 1_000);
    return { removed, steps };
  }

  /** An event for these webhooks, and what came of each: an outcome for the next attempt, in order. */
  async function event(
    ended: readonly (readonly [WebhookRecord, "succeeded" | "failed" | "pending" | "sending" | "cancelled"])[],
    changes: Partial<NewEvent> = {},
  ): Promise<{ readonly id: string; readonly deliveries: readonly string[] }> {
    const built = buildEvent(changes);
    const deliveries = ended.map(([{ id }]) => buildDelivery(id));
    await subject.accept([{ ...built, deliveries }]);
    for (const [index, [{ id: webhookId }, state]] of ended.entries()) {
      const deliveryId = deliveries[index]?.id ?? "";
      if (state === "cancelled") {
        await subject.run({
          kind: "delivery.cancel",
          accountId: ACCOUNT,
          deliveryId,
          reason: "by_hand",
          nowMs: T0 + 10,
          audit: buildAudit(),
        });
      } else if (state !== "pending") {
        const begin = beginAttempt(deliveryId);
        await subject.run(begin);
        if (state !== "sending") {
          const attempt = buildAttempt(deliveryId, begin.attemptId);
          await subject.run(settleAttempt(attempt, { webhookId, state }));
        }
      }
    }
    return { id: built.id, deliveries: deliveries.map(({ id }) => id) };
  }

  async function isThere(id: string): Promise<boolean> {
    return (await subject.store.event(ACCOUNT, id)) !== undefined;
  }

  test("an event goes with its deliveries and their attempts, and nothing else does", async () => {
    const old = await event([
      [webhook, "succeeded"],
      [other, "failed"],
    ]);
    const unowed = await event([]);
    const young = await event([[webhook, "succeeded"]], { createdMs: LATER });
    expect(await sweep()).toMatchObject({ kind: "swept", removed: 2, held: 0, oldestMs: LATER, next: null });
    expect((await subject.events(ACCOUNT, {}, FIRST_PAGE)).map(({ id }) => id)).toEqual([young.id]);
    expect(await isThere(unowed.id)).toBe(false);
    expect(await subject.deliveries(ACCOUNT, {}, FIRST_PAGE)).toHaveLength(1);
    for (const id of old.deliveries) {
      expect(await subject.store.delivery(ACCOUNT, id)).toBeUndefined();
      expect(await subject.store.attempts(ACCOUNT, id, 10)).toEqual([]);
    }
    expect(await subject.store.attempts(ACCOUNT, young.deliveries[0] ?? "", 10)).toHaveLength(1);
    expect(await sweep()).toMatchObject({ removed: 0, held: 0 });
  });

  test.each(["pending", "sending"] as const)(
    "an event that is %s for one webhook stays with all of it",
    async (state) => {
      const { id, deliveries } = await event([
        [webhook, "succeeded"],
        [other, state],
      ]);
      expect(await sweep()).toMatchObject({ removed: 0, held: 1, oldestMs: T0 });
      expect(await sweep({ subject: "payloads" })).toMatchObject({ removed: 0, held: 1 });
      expect((await subject.store.event(ACCOUNT, id))?.data).toEqual(bytes('{"n":1}'));
      expect(await subject.deliveries(ACCOUNT, { eventId: id }, FIRST_PAGE)).toHaveLength(2);
      expect(await subject.store.attempts(ACCOUNT, deliveries[0] ?? "", 10)).toHaveLength(1);
    },
  );

  test("one that was cancelled while it was being sent stays until what came of it is written down", async () => {
    const { id, deliveries } = await event([[webhook, "sending"]]);
    const deliveryId = deliveries[0] ?? "";
    const open = (await subject.store.delivery(ACCOUNT, deliveryId))?.open?.id ?? "";
    await subject.run({
      kind: "delivery.cancel",
      accountId: ACCOUNT,
      deliveryId,
      reason: "by_hand",
      nowMs: T0 + 1,
      audit: buildAudit(),
    });
    expect(await sweep()).toMatchObject({ removed: 0, held: 1 });
    await subject.run(settleAttempt(buildAttempt(deliveryId, open), { webhookId: webhook.id }));
    expect(await sweep()).toMatchObject({ removed: 1, held: 0 });
    expect(await isThere(id)).toBe(false);
  });

  test("what waits for a webhook that is disabled, or that sends in order, stays as well", async () => {
    const blocked = await subject.webhook({ ordering: "fifo", status: "disabled", disabledReason: "by_hand" });
    const ids = [(await event([[blocked, "pending"]])).id, (await event([[blocked, "pending"]])).id];
    expect(await sweep()).toMatchObject({ removed: 0, held: 2 });
    for (const id of ids) expect(await isThere(id)).toBe(true);
  });

  test("one that ended lately stays, so that somebody can see what came of it", async () => {
    const { id } = await event([[webhook, "failed"]]);
    // Settled ten milliseconds after T0.
    expect(await sweep({ endedBeforeMs: T0 + 10 })).toMatchObject({ removed: 0, held: 1 });
    expect(await sweep({ endedBeforeMs: T0 + 11 })).toMatchObject({ removed: 1, held: 0 });
    expect(await isThere(id)).toBe(false);
  });

  test("a delivery that is retried just before stays; one retried just after is not found", async () => {
    const { id, deliveries } = await event([[webhook, "failed"]]);
    const retry = {
      kind: "delivery.retry",
      accountId: ACCOUNT,
      deliveryId: deliveries[0] ?? "",
      nowMs: LATER,
      audit: buildAudit(),
    } as const;
    const step: Sweep = {
      kind: "retention.sweep",
      subject: "events",
      fromMs: 0,
      beforeMs: LATER,
      endedBeforeMs: LATER,
      after: null,
      limit: 100,
    };
    expect(await subject.store.commit([retry, step])).toMatchObject([{ kind: "due" }, { removed: 0, held: 1 }]);
    expect(await isThere(id)).toBe(true);
    const begin = beginAttempt(deliveries[0] ?? "");
    await subject.run(begin);
    await subject.run(settleAttempt(buildAttempt(deliveries[0] ?? "", begin.attemptId, { number: 2 })));
    expect(await subject.store.commit([step, retry])).toMatchObject([{ removed: 1 }, { kind: "not_found" }]);
    expect(await isThere(id)).toBe(false);
  });

  test("goes on in bounded steps, never splits an event, and finishes", async () => {
    for (let index = 0; index < 10; index++) {
      await event([
        [webhook, "succeeded"],
        [other, "succeeded"],
      ]);
    }
    const first = await sweep({ limit: 12 });
    expect(first.next).not.toBeNull();
    expect(first.rows).toBeLessThanOrEqual(12 + 6);
    expect(await subject.deliveries(ACCOUNT, {}, FIRST_PAGE)).toHaveLength(
      2 * (await subject.events(ACCOUNT, {}, FIRST_PAGE)).length,
    );
    const { removed, steps } = await sweepAll({ limit: 12 });
    expect(first.removed + removed).toBe(10);
    expect(steps).toBeGreaterThan(2);
    expect(await subject.deliveries(ACCOUNT, {}, FIRST_PAGE)).toEqual([]);
  });

  test("attempts that do not fit into the step of their event are cleared by the next ones", async () => {
    const { deliveries } = await event([
      [webhook, "succeeded"],
      [other, "succeeded"],
    ]);
    expect(await sweep({ limit: 2 })).toMatchObject({ removed: 1 });
    await subject.reopen();
    // Nobody sees them: the delivery is gone. That they are cleared is told by the rows of the steps.
    expect((await sweep({ limit: 2 })).rows).toBeGreaterThan(0);
    await sweepAll({ limit: 2 });
    expect((await sweep()).rows).toBe(0);
    for (const id of deliveries) expect(await subject.store.attempts(ACCOUNT, id, 10)).toEqual([]);
  });

  test("looks only at what is new where it is told so", async () => {
    const held = await event([[webhook, "pending"]]);
    await event([[webhook, "succeeded"]], { createdMs: T0 + 5 });
    expect(await sweep({ fromMs: T0 + 1 })).toMatchObject({ removed: 1, held: 0, oldestMs: T0 });
    expect(await isThere(held.id)).toBe(true);
  });

  test("takes every account in turn, and figures outlive what they count", async () => {
    await event([[webhook, "succeeded"]]);
    await subject.run(acceptEvents([buildEvent()], { accountId: OTHER_ACCOUNT }));
    const before = await subject.store.totalCounts({ accountId: ACCOUNT, webhookId: webhook.id });
    expect(before).toMatchObject({ ...NO_COUNTS, created: 1, succeeded: 1, attempts: 1, delivered: 1 });
    expect(await sweepAll({ limit: 3 })).toMatchObject({ removed: 2 });
    expect(await subject.events(OTHER_ACCOUNT, {}, FIRST_PAGE)).toEqual([]);
    const after = await subject.store.totalCounts({ accountId: ACCOUNT, webhookId: webhook.id });
    expect(after).toEqual(before);
    expect(pendingOf(after)).toBe(0);
  });

  test("a page goes on behind rows that have gone meanwhile", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 6; index++) ids.unshift((await event([], { createdMs: T0 + index })).id);
    const [first, second] = await subject.events(ACCOUNT, {}, { limit: 2, after: null });
    expect([first?.id, second?.id]).toEqual(ids.slice(0, 2));
    await sweep({ beforeMs: T0 + 5 });
    const after = { ms: second?.createdMs ?? 0, id: second?.id ?? "" };
    expect(await subject.events(ACCOUNT, {}, { limit: 2, after })).toEqual([]);
  });

  test("an idempotency key answers as the first time, also when its event is gone", async () => {
    const idempotency = { key: "k", fingerprint: new Uint8Array(32), context: "told", expiresMs: LATER * 2 };
    const { version } = await subject.store.subscriptions(ACCOUNT);
    const accept = acceptEvents([buildEvent()], { idempotency, subscriptionsVersion: version });
    const first = await subject.run(accept);
    await sweep();
    expect(await subject.run(accept)).toEqual({ ...first, kind: "replayed", context: "told" });
    expect(await subject.events(ACCOUNT, {}, FIRST_PAGE)).toEqual([]);
  });

  test("an id of the publisher's own is free again when its event is gone", async () => {
    const { version } = await subject.store.subscriptions(ACCOUNT);
    const own = buildEvent({ id: "order-1" });
    const accept = acceptEvents([own], { subscriptionsVersion: version });
    await subject.run(accept);
    await sweep();
    expect(await subject.run(accept)).toMatchObject({ events: [{ status: "inserted" }] });
  });

  test("a payload goes when every delivery succeeded, with the bodies of the responses", async () => {
    const { id, deliveries } = await event([[webhook, "succeeded"]]);
    expect(await sweep({ subject: "payloads" })).toMatchObject({ removed: 1, held: 0, next: null });
    expect(await subject.store.event(ACCOUNT, id)).toMatchObject({ id, data: null, warnings: null });
    const [head] = await subject.events(ACCOUNT, {}, FIRST_PAGE);
    expect(head).toMatchObject({ id, dataBytes: 7, payloadExpired: true });
    const [attempt] = await subject.store.attempts(ACCOUNT, deliveries[0] ?? "", 10);
    expect(attempt?.response).toMatchObject({ status: 200, bodyBytes: 2, body: new Uint8Array() });
    expect(attempt?.request).not.toBeNull();
    expect(await subject.events(ACCOUNT, { text: "n" }, FIRST_PAGE)).toEqual([]);
    expect(await sweep({ subject: "payloads" })).toMatchObject({ removed: 0, held: 0 });
    expect(await sweep()).toMatchObject({ removed: 1 });
  });

  test.each([
    ["failed", [["failed"]]],
    ["failed for one of two", [["succeeded"], ["failed"]]],
    ["was cancelled", [["cancelled"]]],
    ["was owed to nobody", []],
  ] as const)("the payload of an event that %s stays: it may be wanted", async (_, states) => {
    const webhooks = [webhook, other];
    const { id } = await event(states.map(([state], index) => [webhooks[index] ?? webhook, state] as const));
    expect(await sweep({ subject: "payloads" })).toMatchObject({ removed: 0, held: 1 });
    expect((await subject.store.event(ACCOUNT, id))?.data).toEqual(bytes('{"n":1}'));
  });

  test("without its payload an event cannot be sent again, and is known when it is published again", async () => {
    const { version } = await subject.store.subscriptions(ACCOUNT);
    const { id, deliveries } = await event([[webhook, "succeeded"]], { id: "order-2" });
    await sweep({ subject: "payloads" });
    const audit = buildAudit();
    const deliveryId = deliveries[0] ?? "";
    const retry = { kind: "delivery.retry", accountId: ACCOUNT, deliveryId, nowMs: LATER, audit } as const;
    expect(await subject.run(retry)).toEqual({ kind: "payload_expired" });
    const replay = { kind: "event.replay", accountId: ACCOUNT, eventId: id, nowMs: LATER, audit } as const;
    for (const webhookId of [webhook.id, other.id]) {
      expect(await subject.run({ ...replay, webhookId, deliveryId: nextId("dlv") })).toEqual({
        kind: "payload_expired",
      });
    }
    expect(await subject.store.delivery(ACCOUNT, deliveryId)).toMatchObject({ state: "succeeded" });
    const same = acceptEvents([buildEvent({ id })], { subscriptionsVersion: version });
    expect(await subject.run(same)).toMatchObject({ events: [{ status: "same", deliveries: 1 }] });
    for (const changes of [{ data: bytes('{"n":2}') }, { type: "message.received" }]) {
      const different = acceptEvents([buildEvent({ id, ...changes })], { subscriptionsVersion: version });
      expect(await subject.run(different)).toMatchObject({ events: [{ status: "different" }] });
    }
  });

  test("bodies that do not fit into the step of their payload are cleared by the next ones", async () => {
    const { deliveries } = await event([
      [webhook, "succeeded"],
      [other, "succeeded"],
    ]);
    await sweepAll({ subject: "payloads", limit: 2 });
    await sweepAll({ subject: "payloads", limit: 2 });
    for (const id of deliveries) {
      const [attempt] = await subject.store.attempts(ACCOUNT, id, 10);
      expect(attempt?.response?.body).toEqual(new Uint8Array());
    }
  });

  test("entries of the audit log go by their own age", async () => {
    const count = (await subject.audit()).length;
    await subject.run({ kind: "audit.append", audit: buildAudit({ id: "aud_young", atMs: LATER }) });
    expect(await sweepAll({ subject: "audit", limit: 1 })).toMatchObject({ removed: count });
    expect((await subject.audit()).map(({ id }) => id)).toEqual(["aud_young"]);
  });

  test("space that is free can be asked for, and giving it back harms nothing", async () => {
    const { id } = await event([[webhook, "failed"]]);
    const before = await subject.store.space();
    expect(before.bytes).toBeGreaterThanOrEqual(before.freeBytes);
    const result = await subject.run({ kind: "space.give_back", bytes: 1_000_000 });
    expect(result.space.freeBytes).toBeLessThanOrEqual(before.freeBytes);
    expect(await isThere(id)).toBe(true);
  });
}
