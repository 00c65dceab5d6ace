import { expect, test } from "vitest";
import type { Arrival } from "./consumers/messages.ts";
import { type Account, balance, type Evidence, type Exported } from "./ledger.ts";
import type { Submission } from "./publishers.ts";

const SUBSCRIBER = { consumer: "one", webhookId: "wh_1", ordering: "none" } as const;

function submitted(n: number): Submission {
  const accepted = { id: `evt_${n}`, created: "2025-02-07T02:55:00Z", deliveries: 1 };
  return { marker: `m${n}`, dataSha: `sha${n}`, accepted };
}

function exported(n: number, changes: Partial<Exported> = {}): Exported {
  return { event_id: `evt_${n}`, webhook_id: "wh_1", status: "succeeded", attempt_count: 1, ...changes };
}

function arrived(n: number, changes: Partial<Arrival> = {}, signed: Partial<Arrival["delivery"]> = {}): Arrival {
  const delivery = {
    eventId: `evt_${n}`,
    deliveryId: `dlv_${n}`,
    attempt: 1,
    signedAtS: 1,
    created: "2025-02-07T02:55:00Z",
    dataSha: `sha${n}`,
    marker: `m${n}`,
    ...signed,
  };
  return { consumer: "one", atMs: 0, reply: "accept", delivery, ...changes };
}

/** Two events, each delivered once: what a case changes is what it shows. */
function account(changes: Partial<Evidence> = {}): Account {
  return balance({
    submissions: [submitted(1), submitted(2)],
    arrivals: [arrived(1), arrived(2)],
    deliveries: [exported(1), exported(2)],
    eventIds: ["evt_1", "evt_2"],
    subscribers: [SUBSCRIBER],
    ...changes,
  });
}

test("what was delivered once is in order", () => {
  expect(account()).toEqual({
    acknowledged: 2,
    recovered: 0,
    owed: 2,
    delivered: 2,
    pending: 0,
    failed: 0,
    cancelled: 0,
    lost: 0,
    duplicated: 0,
    invented: 0,
    resent: 0,
    unwritten: 0,
    overtaken: 0,
    doubled: 0,
    complaints: [],
  });
});

test("an acknowledged event that the API does not show is lost", () => {
  expect(account({ deliveries: [exported(1)], eventIds: ["evt_1"], arrivals: [arrived(1)] }).lost).toBe(1);
});

test("a success that no consumer knows of is lost", () => {
  expect(account({ arrivals: [arrived(1)] }).lost).toBe(1);
  expect(account({ arrivals: [arrived(1), arrived(2, { reply: "refuse" })] }).lost).toBe(1);
});

test("what is pending is visible, not lost", () => {
  const pending = account({ deliveries: [exported(1), exported(2, { status: "pending" })], arrivals: [arrived(1)] });
  expect(pending).toMatchObject({ lost: 0, pending: 1, delivered: 1 });
});

test("a request after an accepted one is a duplicate; one after a refused one is a retry", () => {
  const twice = [exported(1), exported(2, { attempt_count: 2 })];
  expect(
    account({ deliveries: twice, arrivals: [arrived(1), arrived(2), arrived(2, {}, { attempt: 2 })] }).duplicated,
  ).toBe(1);
  const retried = [arrived(1), arrived(2, { reply: "refuse" }), arrived(2, {}, { attempt: 2 })];
  expect(account({ deliveries: twice, arrivals: retried }).duplicated).toBe(0);
});

test("a request without an attempt on record is unwritten", () => {
  expect(account({ arrivals: [arrived(1), arrived(2), arrived(2)] }).unwritten).toBe(1);
  expect(account({ arrivals: [arrived(1), arrived(2), arrived(2, {}, { attempt: 2 })] }).unwritten).toBe(1);
});

test("an attempt may be sent again over a new connection when the consumer broke the one it went over", () => {
  const broken = arrived(2, { reply: "break" });
  expect(account({ arrivals: [arrived(1), broken, arrived(2)] })).toMatchObject({ resent: 1, unwritten: 0 });
});

test.each([
  ["unsigned", arrived(2, { delivery: null })],
  ["altered", arrived(2, {}, { dataSha: "other" })],
  ["submitted by nobody", arrived(2, {}, { marker: "m3" })],
  ["under another id than was promised", arrived(2, {}, { eventId: "evt_1" })],
  ["created at another time than was promised", arrived(2, {}, { created: "2025-02-07T02:55:01Z" })],
])("a request that is %s is invented", (_what, arrival) => {
  expect(account({ arrivals: [arrived(1), arrival] }).invented).toBe(1);
});

test("an event whose acknowledgement never came may be there", () => {
  const unheard = { ...submitted(2), accepted: null };
  expect(account({ submissions: [submitted(1), unheard] })).toMatchObject({
    acknowledged: 1,
    recovered: 1,
    doubled: 0,
  });
});

test("one submission that became two events is doubled", () => {
  const arrivals = [arrived(1), arrived(2), arrived(3, {}, { marker: "m2", dataSha: "sha2" })];
  expect(account({ arrivals, eventIds: ["evt_1", "evt_2", "evt_3"] }).doubled).toBe(1);
});

test("a FIFO webhook's event is overtaken by one that is sent before it was accepted", () => {
  const subscribers = [{ ...SUBSCRIBER, ordering: "fifo" }] as const;
  const overtaken = (arrivals: readonly Arrival[]): number => account({ arrivals, subscribers }).overtaken;
  expect(overtaken([arrived(1, { reply: "refuse" }), arrived(1), arrived(2)])).toBe(0);
  expect(overtaken([arrived(1, { reply: "refuse" }), arrived(2), arrived(1)])).toBe(2);
  expect(overtaken([arrived(1), arrived(2), arrived(1)])).toBe(1);
});
