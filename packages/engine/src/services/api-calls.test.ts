import { afterEach, beforeEach, expect, it } from "vitest";
import type { ApiCall } from "../domain/call-counts.ts";
import { ACCOUNT, type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

let directory: TestDirectory;
let harness: Harness;

beforeEach(async () => {
  directory = makeDirectory();
  harness = await openHarness(directory.path);
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

const CALL: ApiCall = {
  accountId: ACCOUNT,
  actor: "key_test",
  actorName: "Test",
  ip: "203.0.113.9",
  operation: "events.publish",
  status: 202,
};

async function listed(filter: Parameters<Harness["engine"]["apiCalls"]["list"]>[1] = {}) {
  const { engine, caller, run } = harness;
  return (await run(engine.apiCalls.list(caller, filter, { limit: 100, after: null }))).data;
}

it("calls are counted at once and stored every five seconds", async () => {
  const { engine, time } = harness;
  engine.apiCalls.count(CALL);
  engine.apiCalls.count({ ...CALL, status: 429 });
  await time.advance(4_999);
  expect(await listed()).toEqual([]);
  await time.advance(1);
  expect(await listed()).toHaveLength(2);
  engine.apiCalls.count(CALL);
  await time.advance(5_000);
  expect(await listed({ failed: false })).toMatchObject([{ ...CALL, count: 2 }]);
  expect(await listed({ failed: true })).toMatchObject([{ status: 429, count: 1 }]);
});

it("a stop stores what is counted; a restart within the minute goes on with the same rows", async () => {
  harness.engine.apiCalls.count(CALL);
  await harness.close();
  harness = await openHarness(directory.path);
  expect(await listed()).toMatchObject([{ count: 1 }]);
  harness.engine.apiCalls.count(CALL);
  await harness.time.advance(5_000);
  expect(await listed()).toMatchObject([{ count: 2 }]);
});

it("a crash loses the last seconds and no more", async () => {
  const { engine, time } = harness;
  engine.apiCalls.count(CALL);
  await time.advance(5_000);
  engine.apiCalls.count(CALL);
  await harness.crash();
  harness = await openHarness(directory.path);
  expect(await listed()).toMatchObject([{ count: 1 }]);
});

it("counts that a full disk refuses are stored once there is room", async () => {
  await harness.close();
  let full = true;
  const { StoreError } = await import("@callcall/store");
  harness = await openHarness(directory.path, {
    wrap: (store) => ({
      ...store,
      commit: async (commands) => {
        if (full && commands.some(({ kind }) => kind === "api_calls.add")) throw new StoreError("full", "no space");
        return store.commit(commands);
      },
    }),
  });
  harness.engine.apiCalls.count(CALL);
  await harness.time.advance(10_000);
  expect(await listed()).toEqual([]);
  full = false;
  harness.engine.apiCalls.count(CALL);
  await harness.time.advance(5_000);
  expect(await listed()).toMatchObject([{ count: 2 }]);
  expect(harness.log.filter(({ level }) => level === "warn").length).toBeGreaterThan(0);
});

it("many rows are stored in several commands", async () => {
  const { engine, time } = harness;
  for (let n = 0; n < 900; n++) engine.apiCalls.count({ ...CALL, ip: `10.0.${n >> 8}.${n & 255}` });
  await time.advance(5_000);
  const { data, next } = await harness.run(engine.apiCalls.list(harness.caller, {}, { limit: 250, after: null }));
  expect(data).toHaveLength(250);
  expect(next).not.toBeNull();
});
