import { type Store, StoreError, type StoreErrorReason, type WriteCommand } from "@callcall/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

let directory: TestDirectory;
let harness: Harness;
/** Whether a commit with this command in it fails, and how. */
let failing: (command: WriteCommand) => StoreErrorReason | undefined;

beforeEach(() => {
  directory = makeDirectory();
  failing = () => undefined;
});

afterEach(async () => {
  failing = () => undefined;
  await harness.close();
  directory.remove();
});

const wrap = (store: Store): Store => ({
  ...store,
  async commit(commands) {
    for (const command of commands) {
      const reason = failing(command);
      if (reason !== undefined) throw new StoreError(reason, "made to fail");
    }
    return store.commit(commands);
  },
});

const always =
  (kind: WriteCommand["kind"], reason: StoreErrorReason) =>
  (command: WriteCommand): StoreErrorReason | undefined =>
    command.kind === kind ? reason : undefined;

async function publishMany(count: number): Promise<number> {
  const { engine, caller, run, time } = harness;
  const body = Buffer.from('{"type":"test.happened","data":{}}');
  const ends = await run(Promise.allSettled(Array.from({ length: count }, () => engine.events.publish(caller, body))));
  await time.settle();
  return ends.filter((end) => end.status === "fulfilled").length;
}

const states = async (): Promise<string[]> => (await harness.deliveries()).map((delivery) => delivery.state);

describe.each(["full", "unavailable"] as const)("a store that is %s", (reason) => {
  it("at accept: nothing is acknowledged, and no slot is lost", async () => {
    harness = await openHarness(directory.path, { wrap, settings: { inFlightPerNode: 4 } });
    const { sender, webhook } = harness;
    await webhook();
    failing = always("events.accept", reason);
    for (let round = 0; round < 10; round++) expect(await publishMany(10)).toBe(0);
    failing = () => undefined;
    expect(sender.sends).toEqual([]);
    expect(await publishMany(10)).toBe(10);
    expect(sender.open).toHaveLength(4);
  });

  it("at begin: nothing is sent, nothing is lost, and it goes on by itself", async () => {
    harness = await openHarness(directory.path, { wrap });
    const { sender, webhook, time } = harness;
    await webhook();
    await publishMany(30);
    failing = always("attempt.begin", reason);
    sender.respond = () => 200;
    for (const send of sender.open) send.answer(200);
    await time.advance(60_000);
    expect(sender.sends).toHaveLength(16);
    failing = () => undefined;
    await time.advance(2_000);
    expect(sender.sends).toHaveLength(30);
    expect(await states()).toEqual(Array.from({ length: 30 }, () => "succeeded"));
  });

  it("at settle: what was sent is recorded later, and not sent again", async () => {
    harness = await openHarness(directory.path, { wrap });
    const { sender, webhook, time } = harness;
    await webhook();
    sender.respond = () => 200;
    failing = always("attempt.settle", reason);
    await publishMany(200);
    await time.advance(60_000);
    // Not more than can be in flight, twice at the most: a crash now would send all of it again.
    expect(sender.sends.length).toBeLessThanOrEqual(32);
    expect(new Set(await states())).toEqual(new Set(["pending"]));
    failing = () => undefined;
    await time.advance(5_000);
    expect(sender.sends).toHaveLength(200);
    expect(new Set(await states())).toEqual(new Set(["succeeded"]));
  });

  it("at anything, now and then, in a FIFO lane: the order holds, and nothing is sent twice", async () => {
    harness = await openHarness(directory.path, { wrap, settings: { retryScheduleSeconds: [2, 2, 2] } });
    const { sender, webhook, time } = harness;
    await webhook({ ordering: "fifo" });
    await publishMany(40);
    let commits = 0;
    failing = () => {
      commits += 1;
      return commits % 3 === 0 ? reason : undefined;
    };
    let answers = 0;
    sender.respond = () => {
      answers += 1;
      return answers % 4 === 0 ? 500 : 200;
    };
    for (const send of sender.open) send.answer(500);
    await time.advance(600_000);
    const order = sender.sends.map((send) => send.deliveryId);
    expect([...order].sort()).toEqual(order);
    expect(await states()).toEqual(Array.from({ length: 40 }, () => "succeeded"));
    const failures = sender.sends.filter((send) => send.outcome !== "delivered").length;
    expect(sender.sends).toHaveLength(40 + failures);
  });
});

it.each(["none", "fifo"] as const)("a begin that is stale is looked into: ordering %s", async (ordering) => {
  // As if another node had had an attempt open for a moment.
  let stale = 3;
  const elsewhere = (store: Store): Store => ({
    ...store,
    async commit(commands) {
      const taken = commands.map((command) => command.kind === "attempt.begin" && stale-- > 0);
      const results = await store.commit(commands.filter((_, index) => !taken[index]));
      const left = results[Symbol.iterator]();
      return taken.map((isTaken) => (isTaken ? { kind: "stale" } : left.next().value)) as typeof results;
    },
  });
  harness = await openHarness(directory.path, { wrap: elsewhere });
  const { sender, webhook, time } = harness;
  await webhook({ ordering });
  await publishMany(40);
  sender.respond = () => 200;
  for (const send of sender.open) send.answer(200);
  await time.advance(10_000);
  expect(stale).toBeLessThanOrEqual(0);
  expect(sender.sends).toHaveLength(40);
  const order = sender.sends.map((send) => send.deliveryId);
  if (ordering === "fifo") expect([...order].sort()).toEqual(order);
});

it("a store that cannot be read for a while is read later", async () => {
  let broken = false;
  const readable = (store: Store): Store => ({
    ...store,
    dueDeliveries: async (...query) => {
      if (broken) throw new StoreError("unavailable", "made to fail");
      return store.dueDeliveries(...query);
    },
  });
  harness = await openHarness(directory.path, { wrap: readable });
  const { sender, webhook, time } = harness;
  await webhook();
  await publishMany(400);
  broken = true;
  sender.respond = () => 200;
  for (const send of sender.open) send.answer(200);
  await time.advance(10_000);
  expect(sender.sends.length).toBeLessThan(400);
  broken = false;
  await time.advance(2_000);
  expect(sender.sends).toHaveLength(400);
});

describe("a disk that refuses to sync", () => {
  it.each(["events.accept", "attempt.begin", "attempt.settle"] as const)("at %s ends the process", async (kind) => {
    harness = await openHarness(directory.path, { wrap });
    const { sender, webhook, fatal, time } = harness;
    await webhook();
    // As the store does: once it has failed so, it takes nothing more.
    const first = always(kind, "io");
    failing = (command) => {
      const reason = first(command);
      if (reason !== undefined) failing = () => reason;
      return reason;
    };
    sender.respond = () => 200;
    const accepted = await publishMany(40);
    await time.advance(60_000);
    expect(fatal).toHaveLength(1);
    if (kind === "events.accept") expect(accepted).toBe(0);
    expect(sender.sends.length).toBeLessThanOrEqual(32);
  });
});
