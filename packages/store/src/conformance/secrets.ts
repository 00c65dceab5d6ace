import { beforeEach, describe, expect, test } from "vitest";
import type { RotateSecret } from "../port/commands.ts";
import type { SecretRecord, WebhookRecord } from "../port/records.ts";
import { ACCOUNT, buildAudit, buildSecret, buildWebhook, createWebhook, T0 } from "./builders.ts";
import type { Subject } from "./subject.ts";

export function describeSecrets(subject: Subject): void {
  let webhook: WebhookRecord;
  let original: SecretRecord;
  beforeEach(async () => {
    webhook = buildWebhook();
    original = buildSecret(webhook, { createdMs: T0, sealed: new Uint8Array([9, 0, 9]) });
    await subject.run(createWebhook(webhook, { secret: original }));
  });

  function rotate(secret: SecretRecord, changes: Partial<RotateSecret> = {}): RotateSecret {
    return {
      kind: "secret.rotate",
      secret,
      previousExpireMs: T0 + 1_000,
      keep: 3,
      scheduledFor: null,
      audit: buildAudit(),
      ...changes,
    };
  }

  async function inForce(nowMs: number): Promise<string[]> {
    return (await subject.store.secrets(ACCOUNT, webhook.id, nowMs)).map((secret) => secret.id);
  }

  test("the first secret comes with the webhook", async () => {
    await subject.reopen();
    expect(await subject.store.secrets(ACCOUNT, webhook.id, T0)).toEqual([original]);
    expect(await subject.store.secrets(ACCOUNT, "wh_none", T0)).toEqual([]);
  });

  test("a rotated secret signs beside the new one until its end", async () => {
    const next = buildSecret(webhook, { createdMs: T0 + 1 });
    expect(await subject.run(rotate(next))).toEqual({ kind: "rotated" });
    expect(await subject.store.secrets(ACCOUNT, webhook.id, T0 + 999)).toEqual([
      next,
      { ...original, expiresMs: T0 + 1_000 },
    ]);
    expect(await inForce(T0 + 1_000)).toEqual([next.id]);
  });

  test("a later rotation brings an end forward, and never puts it off", async () => {
    const second = buildSecret(webhook, { createdMs: T0 + 1 });
    await subject.run(rotate(second, { previousExpireMs: T0 + 1_000 }));
    const third = buildSecret(webhook, { createdMs: T0 + 2 });
    await subject.run(rotate(third, { previousExpireMs: T0 + 5_000 }));
    expect(await inForce(T0 + 999)).toEqual([third.id, second.id, original.id]);
    expect(await inForce(T0 + 1_000)).toEqual([third.id, second.id]);

    const fourth = buildSecret(webhook, { createdMs: T0 + 3 });
    await subject.run(rotate(fourth, { previousExpireMs: T0 + 3, keep: 9 }));
    expect(await inForce(T0 + 3)).toEqual([fourth.id]);
  });

  test("only the newest are kept", async () => {
    const ids: string[] = [];
    for (let index = 1; index <= 4; index++) {
      const secret = buildSecret(webhook, { createdMs: T0 + index });
      ids.unshift(secret.id);
      await subject.run(rotate(secret));
    }
    expect(await inForce(T0 + 10)).toEqual(ids.slice(0, 3));
  });

  test("a webhook that is not there has nothing to rotate", async () => {
    const stranger = buildSecret(buildWebhook());
    expect(await subject.run(rotate(stranger))).toEqual({ kind: "not_found" });
    await subject.run({
      kind: "webhook.delete",
      accountId: ACCOUNT,
      webhookId: webhook.id,
      nowMs: T0,
      cancelAtMost: 10,
      audit: buildAudit(),
    });
    expect(await subject.run(rotate(buildSecret(webhook)))).toEqual({ kind: "not_found" });
    expect(await inForce(T0)).toEqual([]);
  });

  describe("on a schedule", () => {
    const DAY_MS = 86_400_000;
    const due = async (nowMs: number) => (await subject.store.rotationsDue(nowMs, 10)).map(({ id }) => id);

    function scheduled(of: WebhookRecord, createdMs: number, scheduledFor: number): RotateSecret {
      return rotate(buildSecret(of, { createdMs }), { scheduledFor });
    }

    async function weekly(changes: Partial<WebhookRecord> = {}): Promise<WebhookRecord> {
      const settings = { secretRotationDays: 7, secretRotationAutomatic: true, ...changes };
      return subject.webhook(settings);
    }

    test("webhooks are due by the age of their newest secret, the longest due first", async () => {
      const young = await weekly({ secretCreatedMs: T0 + 1 });
      const old = await weekly();
      await weekly({ secretRotationAutomatic: false });
      await weekly({ secretRotationDays: null });
      await weekly({ status: "disabled", disabledReason: "by_hand" });
      const gone = await weekly();
      await subject.run({
        kind: "webhook.delete",
        accountId: ACCOUNT,
        webhookId: gone.id,
        nowMs: T0,
        cancelAtMost: 10,
        audit: buildAudit(),
      });
      await subject.reopen();
      expect(await due(T0 + 7 * DAY_MS - 1)).toEqual([]);
      expect(await due(T0 + 7 * DAY_MS)).toEqual([old.id]);
      expect(await due(T0 + 7 * DAY_MS + 1)).toEqual([old.id, young.id]);
      expect(await subject.store.rotationsDue(T0 + 8 * DAY_MS, 1)).toEqual([old]);
    });

    test("a due secret is exchanged once, and next when the new one is due", async () => {
      const { id } = await weekly();
      const [record] = await subject.store.rotationsDue(T0 + 7 * DAY_MS, 1);
      if (record === undefined) throw new Error("Nothing is due");
      const nowMs = T0 + 7 * DAY_MS;
      expect(await subject.run(scheduled(record, nowMs, T0))).toEqual({ kind: "rotated" });
      expect(await subject.run(scheduled(record, nowMs + 1, T0))).toEqual({ kind: "stale" });
      expect(await subject.store.secrets(ACCOUNT, id, 0)).toHaveLength(2);
      expect((await subject.store.webhook(ACCOUNT, id))?.secretCreatedMs).toBe(nowMs);
      expect(await due(nowMs + 7 * DAY_MS - 1)).toEqual([]);
      expect(await due(nowMs + 7 * DAY_MS)).toEqual([id]);
    });

    test("a schedule that was taken away, or a webhook that was disabled, exchanges nothing", async () => {
      for (const changes of [
        { secretRotationAutomatic: false },
        { status: "disabled", disabledReason: "by_hand" },
      ] as const) {
        const record = await weekly();
        const update = { kind: "webhook.update", accountId: ACCOUNT, webhookId: record.id, nowMs: T0 } as const;
        await subject.run({ ...update, changes, audit: buildAudit() });
        expect(await subject.run(scheduled(record, T0 + 7 * DAY_MS, T0))).toEqual({ kind: "stale" });
        expect(await subject.store.secrets(ACCOUNT, record.id, 0)).toHaveLength(1);
      }
    });
  });
}
