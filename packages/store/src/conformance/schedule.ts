import { expect, test } from "vitest";
import { ACCOUNT, T0 } from "./builders.ts";
import type { Subject } from "./subject.ts";

const YEAR = 365 * 86_400_000;

/** The wall clock was set, and what waits follows. */
export function describeSchedule(subject: Subject): void {
  test.each([YEAR, -YEAR])("what waits is moved by %i ms, and nothing else", async (byMs) => {
    const health = { pausedUntilMs: T0 + 50, failingSinceMs: T0 - 50, failedAttempts: 3 };
    const failing = await subject.webhook(health);
    const healthy = await subject.webhook();
    const waiting = await subject.delivery(failing.id, { dueMs: T0 + 10 });
    const due = await subject.delivery(failing.id, { dueMs: T0 - 10 });

    const command = { kind: "schedule.move", byMs, wallMs: T0 + byMs } as const;
    expect(await subject.store.commit([command])).toEqual([{ kind: "moved", byMs, rows: 3 }]);
    // Its answer was lost.
    expect(await subject.store.commit([command])).toEqual([{ kind: "moved", byMs: 0, rows: 0 }]);
    const key = { accountId: ACCOUNT, webhookId: failing.id };
    const rows = await subject.store.dueDeliveries(key, T0 + byMs + 10, 10);
    expect(rows.map(({ id, nextAttemptMs }) => [id, nextAttemptMs])).toEqual([
      [due, T0 + byMs - 10],
      [waiting, T0 + byMs + 10],
    ]);
    expect(rows.map(({ createdMs }) => createdMs)).toEqual([T0, T0]);
    expect(await subject.store.webhook(ACCOUNT, failing.id)).toEqual({
      ...failing,
      pausedUntilMs: T0 + byMs + 50,
      failingSinceMs: T0 + byMs - 50,
    });
    expect(await subject.store.webhook(ACCOUNT, healthy.id)).toEqual(healthy);
  });

  test("a clock that was set right again while nobody looked takes back what was moved forward", async () => {
    const webhook = await subject.webhook();
    await subject.delivery(webhook.id, { dueMs: T0 + 10 });
    const at = (wallMs: number) => ({ kind: "schedule.move", byMs: null, wallMs }) as const;
    expect(await subject.store.commit([at(T0)])).toEqual([{ kind: "moved", byMs: 0, rows: 0 }]);
    await subject.store.commit([{ kind: "schedule.move", byMs: YEAR, wallMs: T0 + YEAR }]);
    expect(await subject.store.commit([at(T0 + YEAR + 5)])).toEqual([{ kind: "moved", byMs: 0, rows: 0 }]);
    expect(await subject.store.commit([at(T0 + 7)])).toEqual([{ kind: "moved", byMs: 7 - YEAR, rows: 1 }]);
    const [row] = await subject.store.dueDeliveries({ accountId: ACCOUNT, webhookId: webhook.id }, T0 + 17, 10);
    expect(row?.nextAttemptMs).toBe(T0 + 17);
  });
}
