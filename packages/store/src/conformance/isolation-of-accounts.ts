import { expect, test } from "vitest";
import type { WriteCommand } from "../port/commands.ts";
import {
  ACCOUNT,
  beginAttempt,
  buildAttempt,
  buildAudit,
  buildEvent,
  buildEventType,
  buildKey,
  buildSecret,
  OTHER_ACCOUNT,
  settleAttempt,
  T0,
} from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

export function describeIsolationOfAccounts(subject: Subject): void {
  test("what an account owns, another neither reads nor lists", async () => {
    const webhook = await subject.webhook();
    const delivery = await subject.delivery(webhook.id, { id: "order-1", open: "att_1" });
    await subject.run(settleAttempt(buildAttempt(delivery, "att_1")));
    await subject.run({ kind: "key.create", key: buildKey(), limit: 9, audit: buildAudit() });
    const eventType = buildEventType();
    await subject.run({ kind: "event_type.put", eventType, mode: "create", limit: 9, audit: buildAudit() });

    const { store } = subject;
    for (const [accountId, count] of [
      [ACCOUNT, 1],
      [OTHER_ACCOUNT, 0],
    ] as const) {
      const found = await Promise.all([
        store.webhook(accountId, webhook.id),
        store.event(accountId, "order-1"),
        store.delivery(accountId, delivery),
      ]);
      expect(found.filter((row) => row !== undefined)).toHaveLength(count * 3);
      const lists = await Promise.all([
        store.webhooks(accountId, FIRST_PAGE),
        store.secrets(accountId, webhook.id, T0),
        store.keys(accountId, FIRST_PAGE),
        store.eventTypes(accountId),
        subject.events(accountId, {}, FIRST_PAGE),
        subject.events(accountId, { webhookId: webhook.id }, FIRST_PAGE),
        subject.deliveries(accountId, {}, FIRST_PAGE),
        subject.deliveries(accountId, { eventId: "order-1" }, FIRST_PAGE),
        store.attempts(accountId, delivery, 100),
      ]);
      expect(lists.map((list) => list.length)).toEqual(lists.map(() => count));
      const counts = (await store.deliveryCounts(accountId, ["order-1"])).get("order-1");
      expect(counts?.succeeded).toBe(count);
      expect((await subject.audit(accountId)).length > 0).toBe(count > 0);
    }
  });

  test("a command in the name of another account finds nothing", async () => {
    const webhook = await subject.webhook();
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    const key = buildKey();
    await subject.run({ kind: "key.create", key, limit: 9, audit: buildAudit() });
    const before = await subject.store.delivery(ACCOUNT, id);

    const accountId = OTHER_ACCOUNT;
    const at = { nowMs: T0 + 1, audit: buildAudit({ accountId }) };
    const theirs = { ...webhook, accountId };
    const commands: WriteCommand[] = [
      beginAttempt(id, { accountId }),
      settleAttempt(buildAttempt(id, "att_1", { accountId })),
      { kind: "delivery.retry", accountId, deliveryId: id, ...at },
      { kind: "delivery.cancel", accountId, deliveryId: id, reason: "by_hand", ...at },
      { kind: "webhook.update", accountId, webhookId: webhook.id, changes: { url: "https://evil.example" }, ...at },
      { kind: "webhook.delete", accountId, webhookId: webhook.id, cancelAtMost: 10, ...at },
      {
        kind: "secret.rotate",
        secret: buildSecret(theirs),
        previousExpireMs: T0,
        keep: 1,
        scheduledFor: null,
        audit: at.audit,
      },
      { kind: "key.revoke", accountId, keyId: key.id, ...at },
    ];
    const results = await subject.store.commit(commands);
    expect(results.map((result) => result.kind)).toEqual([
      "stale",
      "stale",
      "not_found",
      "not_found",
      "not_found",
      "not_found",
      "not_found",
      "not_found",
    ]);
    expect(await subject.store.delivery(ACCOUNT, id)).toEqual(before);
    expect(await subject.store.webhook(ACCOUNT, webhook.id)).toEqual(webhook);
    expect(await subject.store.secrets(ACCOUNT, webhook.id, T0)).toHaveLength(1);
    expect(await subject.store.keyByHash(key.hash)).toEqual(key);
  });

  test("two accounts may use the same event id, and have their own subscriptions", async () => {
    await subject.webhook({ accountId: OTHER_ACCOUNT });
    await subject.accept([buildEvent({ id: "order-1", type: "customer.lost" })]);
    await subject.accept([buildEvent({ id: "order-1", type: "service.matched" })], OTHER_ACCOUNT);
    expect((await subject.store.event(ACCOUNT, "order-1"))?.type).toBe("customer.lost");
    expect((await subject.store.event(OTHER_ACCOUNT, "order-1"))?.type).toBe("service.matched");
    expect((await subject.store.subscriptions(ACCOUNT)).version).toBe(0);
    expect((await subject.store.subscriptions(OTHER_ACCOUNT)).version).toBe(1);
  });
}
