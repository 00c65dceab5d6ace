import { beforeEach, expect, test } from "vitest";
import type { AuditRecord, WebhookRecord } from "../port/records.ts";
import { ACCOUNT, beginAttempt, buildAttempt, buildAudit, bytes, nextId, settleAttempt, T0 } from "./builders.ts";
import type { Subject } from "./subject.ts";

export function describeAttempts(subject: Subject): void {
  let webhook: WebhookRecord;
  beforeEach(async () => {
    webhook = await subject.webhook();
  });

  test("begin opens an attempt and counts it", async () => {
    const id = await subject.delivery(webhook.id);
    const begin = beginAttempt(id, { startedMs: T0 + 3 });
    expect(await subject.run(begin)).toEqual({ kind: "begun", number: 1 });
    expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({
      attemptCount: 1,
      chargedCount: 0,
      open: { id: begin.attemptId, startedMs: T0 + 3 },
    });
  });

  test("begin is stale while another attempt is open, after the end, and for a delivery that is not there", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    expect(await subject.run(beginAttempt(id))).toEqual({ kind: "stale" });
    await subject.run(settleAttempt(buildAttempt(id, "att_1")));
    expect(await subject.run(beginAttempt(id))).toEqual({ kind: "stale" });
    expect(await subject.run(beginAttempt("dlv_none"))).toEqual({ kind: "stale" });
    expect((await subject.store.delivery(ACCOUNT, id))?.attemptCount).toBe(1);
  });

  test("a success ends the delivery and keeps the attempt whole", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    const attempt = buildAttempt(id, "att_1");
    expect(await subject.run(settleAttempt(attempt))).toEqual({ kind: "settled", state: "succeeded" });
    await subject.reopen();
    expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({
      state: "succeeded",
      attemptCount: 1,
      chargedCount: 1,
      nextAttemptMs: null,
      open: null,
      lastOutcome: "success",
      lastStatus: 200,
      finishedMs: T0 + 10,
    });
    expect(await subject.store.attempts(ACCOUNT, id, 100)).toEqual([attempt]);
  });

  test("a retry leaves the delivery pending, due when it says", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    const attempt = buildAttempt(id, "att_1", { outcome: "timeout", response: null, error: "no answer in 15 s" });
    const settle = settleAttempt(attempt, { state: "pending", nextAttemptMs: T0 + 2_000 });
    expect(await subject.run(settle)).toEqual({ kind: "settled", state: "pending" });
    expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({
      state: "pending",
      nextAttemptMs: T0 + 2_000,
      open: null,
      lastOutcome: "timeout",
      lastStatus: null,
      finishedMs: null,
    });
    expect(await subject.run(beginAttempt(id))).toEqual({ kind: "begun", number: 2 });
  });

  test("attempts come back first to last, whatever they lack", async () => {
    const id = await subject.delivery(webhook.id);
    const unknown = { request: null, response: null, remoteAddress: null, timings: null };
    const empty = {
      status: 204,
      headers: [],
      body: bytes(""),
      bodyBytes: 0,
      bodyTruncated: true,
      bodyIncomplete: true,
    };
    const untimed = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 };
    const attempts = Array.from({ length: 12 }, (_, index) => ({
      ...buildAttempt(id, nextId("att"), { number: index + 1, charged: index % 2 === 0 }),
      ...(index === 0 ? { ...unknown, outcome: "unknown", error: "the node died" } : {}),
      ...(index === 1 ? { response: empty, timings: untimed } : {}),
    }));
    for (const attempt of attempts) {
      await subject.run(beginAttempt(id, { attemptId: attempt.id }));
      await subject.run(settleAttempt(attempt, { state: "pending", nextAttemptMs: T0 }));
    }
    expect(await subject.store.attempts(ACCOUNT, id, 100)).toEqual(attempts);
    // Of many, the last ones.
    expect(await subject.store.attempts(ACCOUNT, id, 1)).toEqual(attempts.slice(-1));
  });

  test("who does not hold the fence changes nothing", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    const before = await subject.store.delivery(ACCOUNT, id);
    expect(await subject.run(settleAttempt(buildAttempt(id, "att_other")))).toEqual({ kind: "stale" });
    expect(await subject.store.delivery(ACCOUNT, id)).toEqual(before);
    expect(await subject.store.attempts(ACCOUNT, id, 100)).toEqual([]);
  });

  test("a second settle of the same attempt changes nothing", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    await subject.run(settleAttempt(buildAttempt(id, "att_1")));
    const late = settleAttempt(buildAttempt(id, "att_1", { outcome: "unknown" }), {
      state: "failed",
      disable: { reason: "failing", audit: buildAudit() },
      webhookId: webhook.id,
    });
    expect(await subject.run(late)).toEqual({ kind: "stale" });
    expect((await subject.store.delivery(ACCOUNT, id))?.state).toBe("succeeded");
    expect(await subject.store.attempts(ACCOUNT, id, 100)).toHaveLength(1);
    expect((await subject.store.webhook(ACCOUNT, webhook.id))?.status).toBe("enabled");
  });

  test("an attempt under way when its delivery is cancelled is recorded, and the delivery stays cancelled", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    const cancelled = { kind: "delivery.cancel", accountId: ACCOUNT, deliveryId: id, reason: "by_hand" } as const;
    await subject.run({ ...cancelled, nowMs: T0 + 1, audit: buildAudit() });
    const attempt = buildAttempt(id, "att_1");
    expect(await subject.run(settleAttempt(attempt))).toEqual({ kind: "settled", state: "cancelled" });
    expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({
      state: "cancelled",
      cancelledReason: "by_hand",
      finishedMs: T0 + 1,
      nextAttemptMs: null,
      open: null,
      lastOutcome: "success",
      lastStatus: 200,
    });
    expect(await subject.store.attempts(ACCOUNT, id, 100)).toEqual([attempt]);
    expect(await subject.run(settleAttempt(attempt))).toEqual({ kind: "stale" });
  });

  test("a settle may write down the webhook's health, which is no change of subscriptions", async () => {
    const health = { pausedUntilMs: T0 + 60_000, failingSinceMs: T0, failedAttempts: 3 };
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    await subject.run(settleAttempt(buildAttempt(id, "att_1"), { webhookId: webhook.id, health }));
    expect(await subject.store.subscriptions(ACCOUNT)).toEqual({ version: 1, webhooks: [{ ...webhook, ...health }] });
  });

  test("a settle may disable the webhook, once", async () => {
    const ids = [
      await subject.delivery(webhook.id, { open: "att_1" }),
      await subject.delivery(webhook.id, { open: "att_2" }),
    ];
    const written: AuditRecord[] = [];
    for (const [index, reason] of (["gone", "failing"] as const).entries()) {
      const attempt = buildAttempt(ids[index] ?? "", `att_${index + 1}`);
      const disable = { reason, audit: buildAudit({ action: "webhook.disable", actor: "system", ip: null }) };
      written.push(disable.audit);
      await subject.run(settleAttempt(attempt, { webhookId: webhook.id, state: "failed", disable }));
    }
    const { version, webhooks } = await subject.store.subscriptions(ACCOUNT);
    expect(version).toBe(2);
    expect(webhooks).toMatchObject([{ status: "disabled", disabledReason: "gone", updatedMs: T0 + 10 }]);
    expect((await subject.audit())[0]).toEqual(written[0]);
    expect(await subject.audit()).not.toContainEqual(written[1]);
  });

  test("a deleted webhook learns nothing from its last attempts", async () => {
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    const gone = { kind: "webhook.delete", accountId: ACCOUNT, webhookId: webhook.id, nowMs: T0 + 1 } as const;
    await subject.run({ ...gone, cancelAtMost: 10, audit: buildAudit() });
    const disable = { reason: "gone", audit: buildAudit() } as const;
    const settle = settleAttempt(buildAttempt(id, "att_1"), { webhookId: webhook.id, disable });
    expect(await subject.run(settle)).toEqual({ kind: "settled", state: "cancelled" });
    expect((await subject.store.subscriptions(ACCOUNT)).version).toBe(2);
  });
}
