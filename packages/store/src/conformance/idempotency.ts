import { expect, test } from "vitest";
import type { Idempotency } from "../port/commands.ts";
import { ACCOUNT, acceptEvents, buildDelivery, buildEvent, OTHER_ACCOUNT, T0 } from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

const DAY_MS = 86_400_000;

function keyed(changes: Partial<Idempotency> = {}): Idempotency {
  return {
    key: "order-1",
    fingerprint: new Uint8Array(32).fill(1),
    context: '{"status":202}',
    expiresMs: T0 + DAY_MS,
    ...changes,
  };
}

export function describeIdempotency(subject: Subject): void {
  test("a key can be asked what it was used for, without using it", async () => {
    const { key, fingerprint } = keyed();
    const recall = { kind: "idempotency.recall", accountId: ACCOUNT, key, fingerprint, nowMs: T0 } as const;
    expect(await subject.run(recall)).toEqual({ kind: "unused" });
    const first = await subject.run(acceptEvents([buildEvent()], { idempotency: keyed() }));
    expect(await subject.run(recall)).toEqual({
      kind: "replayed",
      context: keyed().context,
      events: first.kind === "accepted" ? first.events : undefined,
    });
    expect(await subject.run({ ...recall, fingerprint: new Uint8Array(32) })).toEqual({ kind: "idempotency_mismatch" });
    expect(await subject.run({ ...recall, accountId: OTHER_ACCOUNT })).toEqual({ kind: "unused" });
    expect(await subject.run({ ...recall, nowMs: T0 + DAY_MS })).toEqual({ kind: "unused" });
  });

  test("the same request again is given the first answer, and writes nothing", async () => {
    const webhook = await subject.webhook();
    const event = buildEvent({ deliveries: [buildDelivery(webhook.id)] });
    const accept = acceptEvents([event], { subscriptionsVersion: 1, idempotency: keyed() });
    const first = await subject.run(accept);
    await subject.reopen();

    const again = acceptEvents([buildEvent({ deliveries: [buildDelivery(webhook.id)] })], {
      subscriptionsVersion: 1,
      nowMs: T0 + DAY_MS - 1,
      idempotency: keyed({ context: "another" }),
    });
    expect(await subject.run(again)).toEqual({
      kind: "replayed",
      context: '{"status":202}',
      events: first.kind === "accepted" ? first.events : undefined,
    });
    expect(await subject.events(ACCOUNT, {}, FIRST_PAGE)).toHaveLength(1);
  });

  test("what was answered is replayed although the subscriptions have changed since", async () => {
    await subject.run(acceptEvents([buildEvent()], { idempotency: keyed() }));
    await subject.webhook();
    const again = acceptEvents([buildEvent()], { subscriptionsVersion: 0, idempotency: keyed() });
    expect((await subject.run(again)).kind).toBe("replayed");
  });

  test("the key with another request is a mismatch", async () => {
    await subject.run(acceptEvents([buildEvent()], { idempotency: keyed() }));
    const other = keyed({ fingerprint: new Uint8Array(32).fill(2) });
    expect(await subject.run(acceptEvents([buildEvent()], { idempotency: other }))).toEqual({
      kind: "idempotency_mismatch",
    });
    expect(await subject.events(ACCOUNT, {}, FIRST_PAGE)).toHaveLength(1);
  });

  test("a refused request leaves its key free", async () => {
    const refused = acceptEvents([buildEvent()], { subscriptionsVersion: 7, idempotency: keyed() });
    expect((await subject.run(refused)).kind).toBe("stale_subscriptions");
    expect((await subject.run(acceptEvents([buildEvent()], { idempotency: keyed() }))).kind).toBe("accepted");
  });

  test("an expired key is free, for any request", async () => {
    await subject.run(acceptEvents([buildEvent()], { idempotency: keyed() }));
    const event = buildEvent();
    const later = acceptEvents([event], {
      nowMs: T0 + DAY_MS,
      idempotency: keyed({ fingerprint: new Uint8Array(32).fill(2), expiresMs: T0 + 2 * DAY_MS }),
    });
    expect((await subject.run(later)).kind).toBe("accepted");
    expect(await subject.run({ ...later, events: [buildEvent()] })).toMatchObject({
      kind: "replayed",
      events: [{ id: event.id }],
    });
  });

  test("a replay repeats every kind of insertion", async () => {
    await subject.accept([buildEvent({ id: "a" })]);
    const batch = [buildEvent({ id: "a" }), buildEvent({ id: "a", type: "customer.lost" }), buildEvent({ id: "b" })];
    const first = await subject.run(acceptEvents(batch, { idempotency: keyed() }));
    const again = await subject.run(acceptEvents(batch, { idempotency: keyed() }));
    expect(first).toMatchObject({
      events: [{ status: "same" }, { status: "different" }, { status: "inserted" }],
    });
    expect(again).toMatchObject({ kind: "replayed", events: first.kind === "accepted" ? first.events : [] });
  });

  test("keys belong to their account", async () => {
    await subject.run(acceptEvents([buildEvent()], { idempotency: keyed() }));
    const other = acceptEvents([buildEvent()], { accountId: OTHER_ACCOUNT, idempotency: keyed() });
    expect((await subject.run(other)).kind).toBe("accepted");
  });

  test.each([
    ["in one commit", 50, 1],
    ["in commits of their own", 1, 50],
  ])("fifty equal requests at once, %s, make one event", async (_, perCommit, commits) => {
    const accept = () => acceptEvents([buildEvent()], { idempotency: keyed() });
    const results = (
      await Promise.all(
        Array.from({ length: commits }, () => subject.store.commit(Array.from({ length: perCommit }, accept))),
      )
    ).flat();
    expect(results.filter((result) => result.kind === "accepted")).toHaveLength(1);
    expect(results.filter((result) => result.kind === "replayed")).toHaveLength(49);
    const ids = results.flatMap((result) => ("events" in result ? result.events.map((event) => event.id) : []));
    expect(new Set(ids).size).toBe(1);
    expect(await subject.events(ACCOUNT, {}, FIRST_PAGE)).toHaveLength(1);
  });
}
