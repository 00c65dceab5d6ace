import { beforeEach, expect, test } from "vitest";
import type { CancelDelivery, RetryDelivery } from "../port/commands.ts";
import type { WebhookRecord } from "../port/records.ts";
import { ACCOUNT, buildAttempt, buildAudit, settleAttempt, T0 } from "./builders.ts";
import type { Subject } from "./subject.ts";

function retry(deliveryId: string, nowMs: number = T0 + 99): RetryDelivery {
  return { kind: "delivery.retry", accountId: ACCOUNT, deliveryId, nowMs, audit: buildAudit() };
}

function cancel(deliveryId: string): CancelDelivery {
  const at = { nowMs: T0 + 50, audit: buildAudit() };
  return { kind: "delivery.cancel", accountId: ACCOUNT, deliveryId, reason: "by_hand", ...at };
}

export function describeDeliveries(subject: Subject): void {
  let webhook: WebhookRecord;
  beforeEach(async () => {
    webhook = await subject.webhook();
  });

  test("a retry makes a pending delivery due now, at its place in the schedule", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    await subject.run(
      settleAttempt(buildAttempt(id, "att_1"), { state: "pending", chargedCount: 4, nextAttemptMs: T0 + 1e6 }),
    );
    expect(await subject.run(retry(id))).toEqual({ kind: "due", webhookId: webhook.id });
    expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({
      state: "pending",
      chargedCount: 4,
      attemptCount: 1,
      nextAttemptMs: T0 + 99,
    });
  });

  test.each(["succeeded", "failed"] as const)("a retry of one that has %s starts its schedule over", async (state) => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    await subject.run(settleAttempt(buildAttempt(id, "att_1"), { state, chargedCount: 13 }));
    expect(await subject.run(retry(id))).toEqual({ kind: "due", webhookId: webhook.id });
    expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({
      state: "pending",
      chargedCount: 0,
      attemptCount: 1,
      nextAttemptMs: T0 + 99,
      finishedMs: null,
      lastOutcome: "success",
    });
  });

  test("a retry brings back a cancelled delivery", async () => {
    const id = await subject.delivery(webhook.id);
    await subject.run(cancel(id));
    await subject.run(retry(id));
    expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({
      state: "pending",
      cancelledReason: null,
      finishedMs: null,
    });
  });

  test("a retry is refused while an attempt is open, also of a cancelled delivery", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    expect(await subject.run(retry(id))).toEqual({ kind: "in_flight" });
    await subject.run(cancel(id));
    expect(await subject.run(retry(id))).toEqual({ kind: "in_flight" });
    expect((await subject.store.delivery(ACCOUNT, id))?.state).toBe("cancelled");
  });

  test("a retry is refused when the webhook is deleted, or there is no such delivery", async () => {
    const id = await subject.delivery(webhook.id);
    const gone = { kind: "webhook.delete", accountId: ACCOUNT, webhookId: webhook.id, nowMs: T0 + 1 } as const;
    await subject.run({ ...gone, cancelAtMost: 10, audit: buildAudit() });
    expect(await subject.run(retry(id))).toEqual({ kind: "webhook_deleted" });
    expect(await subject.run(retry("dlv_none"))).toEqual({ kind: "not_found" });
  });

  test("cancelling ends a pending delivery", async () => {
    const id = await subject.delivery(webhook.id);
    expect(await subject.run(cancel(id))).toEqual({ kind: "cancelled", webhookId: webhook.id });
    expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({
      state: "cancelled",
      cancelledReason: "by_hand",
      finishedMs: T0 + 50,
      nextAttemptMs: null,
    });
  });

  test("cancelling leaves an open attempt to its holder", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    await subject.run(cancel(id));
    expect((await subject.store.delivery(ACCOUNT, id))?.open).toEqual({ id: "att_1", startedMs: T0 });
  });

  test("what is finished cannot be cancelled", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    await subject.run(settleAttempt(buildAttempt(id, "att_1"), { state: "failed" }));
    expect(await subject.run(cancel(id))).toEqual({ kind: "finished", state: "failed" });
    expect(await subject.run(cancel("dlv_none"))).toEqual({ kind: "not_found" });
  });

  test("what was done is audited, what was refused is not", async () => {
    const id = await subject.delivery(webhook.id);
    const before = (await subject.audit()).length;
    await subject.run(cancel(id));
    await subject.run(cancel(id));
    await subject.run(retry(id));
    await subject.run(retry("dlv_none"));
    expect(await subject.audit()).toHaveLength(before + 2);
  });
}
