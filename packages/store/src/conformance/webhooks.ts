import { expect, test } from "vitest";
import type { DeleteWebhook } from "../port/commands.ts";
import {
  ACCOUNT,
  buildAttempt,
  buildAudit,
  buildWebhook,
  createWebhook,
  OTHER_ACCOUNT,
  settleAttempt,
  T0,
} from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

function deleteWebhook(webhookId: string): DeleteWebhook {
  return {
    kind: "webhook.delete",
    accountId: ACCOUNT,
    webhookId,
    nowMs: T0 + 5,
    cancelAtMost: 10,
    audit: buildAudit(),
  };
}

export function describeWebhooks(subject: Subject): void {
  test("a webhook comes back as it was created, with every field", async () => {
    const webhook = buildWebhook({
      events: ["customer.*", "service.matched"],
      description: "the é warehouse",
      sealedHeaders: new Uint8Array([1, 0, 2]),
      filter: "data.total > 10",
      rateLimitPerSecond: 2.5,
      ordering: "fifo",
      onExhausted: "block",
      retryScheduleSeconds: [1, 60],
      deadlineMs: 9_000,
      metadata: { team: "ops", "with.dot": "" },
      secretRotationDays: 90,
      secretRotationAutomatic: true,
      secretCreatedMs: T0 - 7,
      status: "disabled",
      disabledReason: "by_hand",
      pausedUntilMs: T0 + 1,
      failingSinceMs: T0 + 2,
      failedAttempts: 3,
      updatedMs: T0 + 4,
    });
    expect(await subject.run(createWebhook(webhook))).toEqual({ kind: "created" });
    await subject.reopen();
    expect(await subject.store.webhook(ACCOUNT, webhook.id)).toEqual(webhook);
    expect(await subject.store.subscriptions(ACCOUNT)).toEqual({ version: 1, webhooks: [webhook] });
  });

  test("an account without webhooks has the version 0", async () => {
    expect(await subject.store.subscriptions(ACCOUNT)).toEqual({ version: 0, webhooks: [] });
  });

  test("creation stops at the limit, which deleted webhooks do not count against", async () => {
    const [first, second] = [buildWebhook(), buildWebhook()];
    await subject.run(createWebhook(first, { limit: 1 }));
    expect(await subject.run(createWebhook(second, { limit: 1 }))).toEqual({ kind: "limit_reached" });
    expect(await subject.store.webhook(ACCOUNT, second.id)).toBeUndefined();
    expect((await subject.store.subscriptions(ACCOUNT)).version).toBe(1);
    await subject.run(deleteWebhook(first.id));
    expect(await subject.run(createWebhook(second, { limit: 1 }))).toEqual({ kind: "created" });
  });

  test("an update changes what it names, answers with the whole, and is a new version", async () => {
    const webhook = await subject.webhook({ description: "before", filter: "true" });
    const changes = {
      url: "https://other.example/",
      filter: null,
      status: "disabled",
      disabledReason: "by_hand",
    } as const;
    const update = { kind: "webhook.update", accountId: ACCOUNT, webhookId: webhook.id, changes } as const;
    const updated = { ...webhook, ...changes, updatedMs: T0 + 9 };
    expect(await subject.run({ ...update, nowMs: T0 + 9, audit: buildAudit() })).toEqual({
      kind: "updated",
      webhook: updated,
    });
    expect(await subject.store.subscriptions(ACCOUNT)).toEqual({ version: 2, webhooks: [updated] });
    expect(await subject.run({ ...update, webhookId: "wh_none", nowMs: T0 + 9, audit: buildAudit() })).toEqual({
      kind: "not_found",
    });
    expect((await subject.store.subscriptions(ACCOUNT)).version).toBe(2);
  });

  test("deleting cancels what is pending, erases the secrets, and keeps the past", async () => {
    const webhook = await subject.webhook();
    const waiting = await subject.delivery(webhook.id);
    const open = await subject.delivery(webhook.id, { open: "att_1" });
    const done = await subject.delivery(webhook.id, { open: "att_2" });
    await subject.run(settleAttempt(buildAttempt(done, "att_2")));

    expect(await subject.run(deleteWebhook(webhook.id))).toEqual({ kind: "deleted", cancelled: 2 });

    for (const id of [waiting, open]) {
      expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({
        state: "cancelled",
        cancelledReason: "webhook_deleted",
        finishedMs: T0 + 5,
        nextAttemptMs: null,
      });
    }
    expect((await subject.store.delivery(ACCOUNT, open))?.open).toEqual({ id: "att_1", startedMs: T0 });
    expect((await subject.store.delivery(ACCOUNT, done))?.state).toBe("succeeded");
    expect(await subject.deliveries(ACCOUNT, { webhookId: webhook.id }, FIRST_PAGE)).toHaveLength(3);
    expect(await subject.store.secrets(ACCOUNT, webhook.id, T0)).toEqual([]);
  });

  test("deleting cancels in bounded steps, and only what a deleted webhook has pending", async () => {
    const webhook = await subject.webhook();
    const living = await subject.webhook();
    for (let n = 0; n < 5; n++) await subject.delivery(webhook.id);
    const kept = await subject.delivery(living.id);
    const step = { kind: "webhook.cancel_deleted", accountId: ACCOUNT, nowMs: T0 + 6, cancelAtMost: 2 } as const;

    expect(await subject.run({ ...deleteWebhook(webhook.id), cancelAtMost: 2 })).toEqual({
      kind: "deleted",
      cancelled: 2,
    });
    for (const cancelled of [2, 1, 0]) {
      expect(await subject.run({ ...step, webhookId: webhook.id })).toEqual({ kind: "cancelled", cancelled });
    }
    expect(await subject.run({ ...step, webhookId: living.id })).toEqual({ kind: "cancelled", cancelled: 0 });
    expect((await subject.store.delivery(ACCOUNT, kept))?.state).toBe("pending");
  });

  test("a deleted webhook is gone from every read, and cannot be changed or deleted again", async () => {
    const webhook = await subject.webhook();
    await subject.run(deleteWebhook(webhook.id));
    expect(await subject.store.webhook(ACCOUNT, webhook.id)).toBeUndefined();
    expect(await subject.store.webhooks(ACCOUNT, FIRST_PAGE)).toEqual([]);
    expect(await subject.store.subscriptions(ACCOUNT)).toEqual({ version: 2, webhooks: [] });
    expect(await subject.run(deleteWebhook(webhook.id))).toEqual({ kind: "not_found" });
    const update = { kind: "webhook.update", accountId: ACCOUNT, webhookId: webhook.id, changes: {} } as const;
    expect(await subject.run({ ...update, nowMs: T0, audit: buildAudit() })).toEqual({ kind: "not_found" });
    expect((await subject.store.subscriptions(ACCOUNT)).version).toBe(2);
  });

  test("a deleted webhook is still found for those who look for it among the deleted", async () => {
    const webhook = await subject.webhook({ sealedHeaders: new Uint8Array([1, 2]) });
    expect(await subject.store.deletedWebhook(ACCOUNT, webhook.id)).toBeUndefined();
    await subject.run(deleteWebhook(webhook.id));
    expect(await subject.store.deletedWebhook(ACCOUNT, webhook.id)).toMatchObject({
      url: webhook.url,
      sealedHeaders: null,
    });
    expect(await subject.store.deletedWebhook(OTHER_ACCOUNT, webhook.id)).toBeUndefined();
  });

  test("webhooks are listed newest first, page by page", async () => {
    const old = await subject.webhook({ createdMs: T0 - 1 });
    const young = await subject.webhook({ createdMs: T0 + 1 });
    const middle = await subject.webhook();
    const first = await subject.store.webhooks(ACCOUNT, { limit: 2, after: null });
    expect(first).toEqual([young, middle]);
    const after = { ms: middle.createdMs, id: middle.id };
    expect(await subject.store.webhooks(ACCOUNT, { limit: 2, after })).toEqual([old]);
  });
}
