import { expect, test } from "vitest";
import type { WriteCommand } from "../port/commands.ts";
import {
  ACCOUNT,
  acceptEvents,
  beginAttempt,
  buildAttempt,
  buildAudit,
  buildDelivery,
  buildEvent,
  settleAttempt,
  T0,
} from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

export function describeAtomicity(subject: Subject): void {
  test("results stand in the order of the commands, which see what came before them", async () => {
    const webhook = await subject.webhook();
    const delivery = buildDelivery(webhook.id);
    const begin = beginAttempt(delivery.id);
    const results = await subject.store.commit([
      beginAttempt(delivery.id),
      acceptEvents([buildEvent({ deliveries: [delivery] })], { subscriptionsVersion: 1 }),
      begin,
      beginAttempt(delivery.id),
      settleAttempt(buildAttempt(delivery.id, begin.attemptId)),
    ]);
    expect(results.map((result) => result.kind)).toEqual(["stale", "accepted", "begun", "stale", "settled"]);
  });

  test("a commit of nothing is nothing", async () => {
    expect(await subject.store.commit([])).toEqual([]);
  });

  /** Commands that no store can carry out, each after it has begun to write. */
  async function impossible(): Promise<WriteCommand[]> {
    const webhook = await subject.webhook();
    const taken = await subject.delivery(webhook.id);
    const open = await subject.delivery(webhook.id, { open: "att_1" });
    const audit = buildAudit();
    await subject.run({ kind: "audit.append", audit });
    return [
      acceptEvents(
        [buildEvent(), buildEvent({ id: "poison", deliveries: [buildDelivery(webhook.id, { id: taken })] })],
        {
          subscriptionsVersion: 1,
        },
      ),
      acceptEvents([buildEvent({ id: "poison", createdMs: 0.5 })], { subscriptionsVersion: 1 }),
      settleAttempt(buildAttempt(open, "att_1"), { state: "pending", nextAttemptMs: null }),
      { kind: "delivery.cancel", accountId: ACCOUNT, deliveryId: taken, reason: "by_hand", nowMs: T0, audit },
    ];
  }

  test("a command that cannot be carried out is rejected alone, whole, and its neighbours stand", async () => {
    const commands = await impossible();
    const before = await subject.deliveries(ACCOUNT, {}, FIRST_PAGE);
    const neighbour = () => acceptEvents([buildEvent()], { subscriptionsVersion: 1 });
    const results = await subject.store.commit([neighbour(), ...commands.flatMap((command) => [command, neighbour()])]);
    await subject.reopen();

    const kinds = results.map((result) => result.kind);
    expect(kinds).toEqual(["accepted", ...commands.flatMap(() => ["rejected", "accepted"])]);
    for (const result of results) {
      if (result.kind === "rejected") expect(result.error).toBeInstanceOf(Error);
    }
    expect(await subject.store.event(ACCOUNT, "poison")).toBeUndefined();
    // Two of the deliveries set up, and five neighbours.
    expect(await subject.events(ACCOUNT, {}, FIRST_PAGE)).toHaveLength(7);
    expect(await subject.deliveries(ACCOUNT, {}, FIRST_PAGE)).toEqual(before);
  });

  test("a rejected command may be put right and tried again", async () => {
    const webhook = await subject.webhook();
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    const settle = settleAttempt(buildAttempt(id, "att_1"), { state: "pending", nextAttemptMs: null });
    expect(await subject.store.commit([settle])).toMatchObject([{ kind: "rejected" }]);
    expect(await subject.run({ ...settle, nextAttemptMs: T0 })).toEqual({ kind: "settled", state: "pending" });
    expect(await subject.store.attempts(ACCOUNT, id, 100)).toHaveLength(1);
  });

  test("a closed store refuses, and may be closed twice", async () => {
    await subject.store.close();
    await subject.store.close();
    await expect(subject.store.commit([acceptEvents([])])).rejects.toMatchObject({ reason: "unavailable" });
    await expect(subject.store.event(ACCOUNT, "evt_none")).rejects.toMatchObject({ reason: "unavailable" });
  });
}
