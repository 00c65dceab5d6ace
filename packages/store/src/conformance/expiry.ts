import { expect, test } from "vitest";
import { ACCOUNT, acceptEvents, buildAudit, buildEvent, buildSecret, T0 } from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

/** No figures are that old. */
const NO_ROLLUPS = { minutesBeforeMs: 0, hoursBeforeMs: 0, callsBeforeMs: 0 };

export function describeExpiry(subject: Subject): void {
  const fingerprint = new Uint8Array(32);

  async function useKey(key: string, expiresMs: number): Promise<void> {
    const idempotency = { key, fingerprint, context: "", expiresMs };
    const { version } = await subject.store.subscriptions(ACCOUNT);
    await subject.run(acceptEvents([buildEvent()], { idempotency, subscriptionsVersion: version }));
  }

  test("drops idempotency keys whose time is over, a bounded number at a time", async () => {
    for (let index = 0; index < 5; index++) await useKey(`key-${index}`, T0 + 10);
    await useKey("young", T0 + 11);
    const expire = { kind: "rows.expire", nowMs: T0 + 10, secretsEndedMs: 0, ...NO_ROLLUPS, limit: 3 } as const;
    expect(await subject.run(expire)).toEqual({ kind: "expired", rows: 3 });
    expect(await subject.run(expire)).toEqual({ kind: "expired", rows: 2 });
    expect(await subject.run(expire)).toEqual({ kind: "expired", rows: 0 });
    const again = acceptEvents([buildEvent()], {
      idempotency: { key: "young", fingerprint, context: "", expiresMs: T0 },
    });
    expect((await subject.run(again)).kind).toBe("replayed");
    expect(await subject.events(ACCOUNT, {}, FIRST_PAGE)).toHaveLength(6);
  });

  test("drops secrets whose time is over, and never one in force", async () => {
    const webhook = await subject.webhook();
    const secret = buildSecret(webhook, { createdMs: T0 + 1 });
    await subject.run({
      kind: "secret.rotate",
      secret,
      previousExpireMs: T0 + 10,
      keep: 3,
      scheduledFor: null,
      audit: buildAudit(),
    });
    const expire = { kind: "rows.expire", nowMs: T0 + 99, ...NO_ROLLUPS, limit: 10 } as const;
    expect(await subject.run({ ...expire, secretsEndedMs: T0 + 9 })).toEqual({ kind: "expired", rows: 0 });
    expect(await subject.run({ ...expire, secretsEndedMs: T0 + 10 })).toEqual({ kind: "expired", rows: 1 });
    expect(await subject.store.secrets(ACCOUNT, webhook.id, 0)).toEqual([secret]);
  });
}
