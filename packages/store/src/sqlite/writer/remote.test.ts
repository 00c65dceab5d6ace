import { afterEach, beforeEach, expect, test } from "vitest";
import {
  ACCOUNT,
  acceptEvents,
  beginAttempt,
  buildAttempt,
  buildAudit,
  buildDelivery,
  buildEvent,
  settleAttempt,
} from "../../conformance/builders.ts";
import type { Store } from "../../port/store.ts";
import { openSqliteStore } from "../open.ts";
import { FROM_SOURCE } from "../testing/child.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../testing/directory.ts";

const fromSource = { execArgv: FROM_SOURCE, entry: new URL("./thread.ts", import.meta.url) };

let directory: TemporaryDirectory;
let path: string;
let store: Store;

beforeEach(async () => {
  directory = temporaryDirectory();
  path = directory.join("callcall.db");
  store = await openSqliteStore({ path, writerThread: fromSource });
});
afterEach(async () => {
  await store.close();
  directory.remove();
});

test("what a thread has written is what was handed in, byte for byte, and is there after a restart", async () => {
  // A view into a larger buffer, as a body that came in a chunk is.
  const data = Buffer.from(`garbage{"n":1.0}garbage`).subarray(7, 16);
  const delivery = buildDelivery("wh_one", { open: { id: "att_one", startedMs: 5 } });
  const event = buildEvent({ data, deliveries: [delivery] });
  const attempt = buildAttempt(delivery.id, "att_one");
  const results = await store.commit([acceptEvents([event]), settleAttempt(attempt, { webhookId: "wh_one" })]);
  expect(results.map(({ kind }) => kind)).toEqual(["accepted", "settled"]);

  await store.close();
  store = await openSqliteStore({ path, writerThread: fromSource });
  const stored = await store.event(ACCOUNT, event.id);
  expect(Buffer.from(stored?.data ?? []).toString()).toBe('{"n":1.0}');
  expect(await store.attempts(ACCOUNT, delivery.id, 10)).toEqual([attempt]);
});

test("a second store on the same file is refused as it is without a thread", async () => {
  await expect(openSqliteStore({ path, writerThread: fromSource })).rejects.toMatchObject({
    name: "StoreError",
    reason: "locked",
  });
});

test("a command that fails alone fails with an error, and its neighbours do not", async () => {
  const broken = buildEvent({ createdMs: Number.NaN });
  const [first, second] = await store.commit([acceptEvents([broken]), acceptEvents([buildEvent()])]);
  expect(first).toMatchObject({ kind: "rejected", error: expect.any(Error) });
  expect(second).toMatchObject({ kind: "accepted" });
});

test("a command that holds something of a wrong type fails alone, before it crosses", async () => {
  const id = Symbol("id") as unknown as string;
  const delivery = buildDelivery("wh_one", { open: { id: "att_one", startedMs: 5 } });
  const event = buildEvent({ deliveries: [delivery] });
  const results = await store.commit([
    acceptEvents([event]),
    acceptEvents([buildEvent(), buildEvent({ id })]),
    settleAttempt(buildAttempt(delivery.id, "att_one"), { webhookId: "wh_one" }),
  ]);
  expect(results).toMatchObject([
    { kind: "accepted", events: [{ status: "inserted", id: event.id, deliveries: 1 }] },
    { kind: "rejected", error: expect.any(TypeError) },
    { kind: "settled", state: "succeeded" },
  ]);
  expect((await store.events(ACCOUNT, {}, { limit: 10, after: null })).rows).toHaveLength(1);
});

test("what cannot cross at all takes no answer that is another's", async () => {
  const audit = buildAudit({ action: (() => {}) as unknown as string });
  const uncloneable = store.commit([{ kind: "audit.append", audit }]);
  const next = store.commit([acceptEvents([buildEvent()])]);
  await expect(uncloneable).rejects.toThrow();
  expect(await next).toMatchObject([{ kind: "accepted" }]);
});

test("what did not go as it should is told in full, each to its own command", async () => {
  const delivery = buildDelivery("wh_one");
  const event = buildEvent({ deliveries: [delivery] });
  const results = await store.commit([
    acceptEvents([event]),
    acceptEvents([event]),
    acceptEvents([{ ...event, type: "another.type" }]),
    beginAttempt(delivery.id, { attemptId: "att_one" }),
    beginAttempt(delivery.id),
    settleAttempt(buildAttempt(delivery.id, "att_other")),
    settleAttempt(buildAttempt(delivery.id, "att_one"), { state: "pending", nextAttemptMs: 9 }),
  ]);
  expect(results).toEqual([
    { kind: "accepted", events: [{ status: "inserted", id: event.id, createdMs: event.createdMs, deliveries: 1 }] },
    { kind: "accepted", events: [{ status: "same", id: event.id, createdMs: event.createdMs, deliveries: 1 }] },
    { kind: "accepted", events: [{ status: "different", id: event.id }] },
    { kind: "begun", number: 1 },
    { kind: "stale" },
    { kind: "stale" },
    { kind: "settled", state: "pending" },
  ]);
});

test("a thread that ends takes the store with it: nothing may be acknowledged any more", async () => {
  const crashing = { ...fromSource, entry: new URL("../testing/crashing-writer.ts", import.meta.url) };
  const doomed = await openSqliteStore({ path: directory.join("other.db"), writerThread: crashing });
  const reasons = await Promise.all(
    [1, 2].map(() => doomed.commit([acceptEvents([buildEvent()])]).catch(({ reason }) => reason)),
  );
  expect(reasons).toEqual(["io", "io"]);
});
