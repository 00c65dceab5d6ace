import { afterEach, beforeEach, expect, test } from "vitest";
import {
  ACCOUNT,
  acceptEvents,
  buildAttempt,
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

test("a thread that ends takes the store with it: nothing may be acknowledged any more", async () => {
  const crashing = { ...fromSource, entry: new URL("../testing/crashing-writer.ts", import.meta.url) };
  const doomed = await openSqliteStore({ path: directory.join("other.db"), writerThread: crashing });
  const reasons = await Promise.all(
    [1, 2].map(() => doomed.commit([acceptEvents([buildEvent()])]).catch(({ reason }) => reason)),
  );
  expect(reasons).toEqual(["io", "io"]);
});
