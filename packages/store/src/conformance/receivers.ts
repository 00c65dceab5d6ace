import { expect, test } from "vitest";
import type { CreateReceiver, ReceiverRecord } from "../port/receivers.ts";
import { ACCOUNT, buildAudit, nextId, OTHER_ACCOUNT, T0 } from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

function buildReceiver(changes: Partial<ReceiverRecord> = {}): ReceiverRecord {
  return {
    accountId: ACCOUNT,
    id: nextId("rcv"),
    name: "My receiver",
    behaviour: '{"answer":"ok"}',
    createdMs: T0,
    ...changes,
  };
}

function create(receiver: ReceiverRecord, limit: number = 10): CreateReceiver {
  return { kind: "receiver.create", receiver, limit, audit: buildAudit() };
}

export function describeReceivers(subject: Subject): void {
  test("a receiver comes back whole, by its id alone as well", async () => {
    const receiver = buildReceiver();
    expect(await subject.run(create(receiver))).toEqual({ kind: "created" });
    await subject.reopen();
    expect(await subject.store.receiver(ACCOUNT, receiver.id)).toEqual(receiver);
    expect(await subject.store.receiverAt(receiver.id)).toEqual(receiver);
    expect(await subject.store.receiverAt("rcv_none")).toBeUndefined();
    expect(await subject.audit()).toHaveLength(1);
  });

  test("a change changes what it names and nothing else", async () => {
    const receiver = buildReceiver();
    await subject.run(create(receiver));
    const update = (changes: Partial<ReceiverRecord>) =>
      ({ kind: "receiver.update", accountId: ACCOUNT, receiverId: receiver.id, changes, audit: buildAudit() }) as const;
    const renamed = { ...receiver, name: "Renamed" };
    expect(await subject.run(update({ name: "Renamed" }))).toEqual({ kind: "updated", receiver: renamed });
    const gone = { ...renamed, behaviour: '{"answer":"gone"}' };
    expect(await subject.run(update({ behaviour: gone.behaviour }))).toEqual({ kind: "updated", receiver: gone });
    expect(await subject.store.receiver(ACCOUNT, receiver.id)).toEqual(gone);
  });

  test("a removed one is gone, and makes room", async () => {
    const receiver = buildReceiver();
    await subject.run(create(receiver, 1));
    expect(await subject.run(create(buildReceiver(), 1))).toEqual({ kind: "limit_reached" });
    const remove = {
      kind: "receiver.delete",
      accountId: ACCOUNT,
      receiverId: receiver.id,
      audit: buildAudit(),
    } as const;
    expect(await subject.run(remove)).toEqual({ kind: "deleted" });
    expect(await subject.store.receiverAt(receiver.id)).toBeUndefined();
    expect(await subject.run(create(buildReceiver(), 1))).toEqual({ kind: "created" });
  });

  test("receivers are listed newest first, page by page", async () => {
    const [young, old] = [buildReceiver({ createdMs: T0 + 1 }), buildReceiver()];
    for (const receiver of [young, old]) await subject.run(create(receiver));
    expect(await subject.store.receivers(ACCOUNT, { limit: 1, after: null })).toEqual([young]);
    const after = { ms: young.createdMs, id: young.id };
    expect(await subject.store.receivers(ACCOUNT, { limit: 1, after })).toEqual([old]);
  });

  test("another account neither reads, changes nor removes it", async () => {
    const receiver = buildReceiver();
    await subject.run(create(receiver));
    const accountId = OTHER_ACCOUNT;
    const theirs = { accountId, receiverId: receiver.id, audit: buildAudit({ accountId }) };
    expect(await subject.store.receiver(accountId, receiver.id)).toBeUndefined();
    expect(await subject.store.receivers(accountId, FIRST_PAGE)).toEqual([]);
    expect(await subject.run({ kind: "receiver.update", changes: { name: "x" }, ...theirs })).toEqual({
      kind: "not_found",
    });
    expect(await subject.run({ kind: "receiver.delete", ...theirs })).toEqual({ kind: "not_found" });
    expect(await subject.store.receiver(ACCOUNT, receiver.id)).toEqual(receiver);
    expect(await subject.audit(accountId)).toEqual([]);
  });
}
