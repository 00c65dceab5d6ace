import { beforeEach, expect, test } from "vitest";
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
}
