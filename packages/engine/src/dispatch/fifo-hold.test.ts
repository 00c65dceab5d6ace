import { afterEach, beforeEach, expect, it } from "vitest";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

/** A line that holds: on_exhausted "block". */
let directory: TestDirectory;
let harness: Harness;
let webhookId: string;

beforeEach(async () => {
  directory = makeDirectory();
  harness = await openHarness(directory.path, { respond: () => 500 });
  const retry_policy = { schedule_seconds: [1, 10] };
  webhookId = (await harness.webhook({ ordering: "fifo", on_exhausted: "block", retry_policy })).id;
});
afterEach(async () => {
  await harness.close();
  directory.remove();
});

const numbers = (): readonly number[] =>
  harness.sender.sends.map(({ body }) => (JSON.parse(body) as { data: { n: number } }).data.n);

async function publish(...all: readonly number[]): Promise<void> {
  for (const n of all) await harness.publish({ n });
}

async function head() {
  const [first] = [...(await harness.deliveries())].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (first === undefined) throw new Error("There is no delivery");
  return first;
}

it("tries the head at the last interval for ever, sends nothing behind it, and says so everywhere", async () => {
  const entries = harness.follow();
  await publish(0, 1, 2);
  await harness.time.advance(3_600_000);
  expect(new Set(numbers())).toEqual(new Set([0]));
  expect(numbers().length).toBeGreaterThan(3_600 / 12 - 3);

  const { id, eventId, state } = await head();
  expect(state).toBe("pending");
  const { engine, caller, run } = harness;
  expect(await run(engine.webhooks.get(caller, webhookId))).toMatchObject({ status: "enabled", blocked_by: id });
  expect(entries.filter(({ kind, status }) => kind === "retry.planned" && status === "blocking")).toHaveLength(1);
  const { data } = await run(engine.events.explain(caller, eventId));
  expect(data[0]).toMatchObject({ verdict: "pending", message: expect.stringContaining("holds up the line") });
  const alerts = await run(engine.alerts.list(caller, { status: "open" }, { limit: 10, after: null }));
  expect(alerts.data.map(({ kind }) => kind)).toContain("delivery_exhausted");

  harness.sender.respond = () => 200;
  await harness.time.advance(12_000);
  expect(numbers().slice(-3)).toEqual([0, 1, 2]);
  expect(await run(engine.webhooks.get(caller, webhookId))).toMatchObject({ blocked_by: null });
});

it("goes on with the next one when the head is cancelled by hand", async () => {
  await publish(0, 1);
  await harness.time.advance(60_000);
  const { id } = await head();
  harness.sender.respond = () => 200;
  await harness.run(harness.engine.deliveries.cancel(harness.caller, id));
  await harness.time.advance(1_000);
  expect(numbers().at(-1)).toBe(1);
});

it("holds over a crash, a disable and an enable", async () => {
  await publish(0, 1);
  await harness.time.advance(60_000);
  const nowMs = harness.time.clock.nowMs();
  await harness.crash();
  harness = await openHarness(directory.path, { respond: () => 500, startMs: nowMs + 1_000, seed: 2 });
  await publish(2);
  await harness.time.advance(60_000);
  await harness.run(harness.engine.webhooks.disable(harness.caller, webhookId));
  await harness.run(harness.engine.webhooks.enable(harness.caller, webhookId));
  await harness.time.advance(60_000);
  expect(new Set(numbers())).toEqual(new Set([0]));
  harness.sender.respond = () => 200;
  await harness.time.advance(13_000);
  expect(numbers().slice(-3)).toEqual([0, 1, 2]);
});

it("waits after 410, and gives up the head with the next attempt once it is told to skip", async () => {
  harness.sender.respond = () => 410;
  await publish(0);
  const { engine, caller, run } = harness;
  expect(await run(engine.webhooks.get(caller, webhookId))).toMatchObject({ status: "disabled" });
  expect((await head()).state).toBe("pending");

  harness.sender.respond = () => 500;
  await run(engine.webhooks.enable(caller, webhookId));
  await publish(1);
  await harness.time.advance(60_000);
  expect(new Set(numbers())).toEqual(new Set([0]));
  await run(engine.webhooks.update(caller, webhookId, { on_exhausted: "skip" }));
  await harness.time.advance(12_000);
  expect((await head()).state).toBe("failed");
  expect(numbers().at(-1)).toBe(1);
});

it("is refused where deliveries do not stand in line, also by a change of one half", async () => {
  const { engine, caller, run } = harness;
  const refused = { code: "invalid_request", errors: [{ pointer: "/on_exhausted", detail: expect.any(String) }] };
  await expect(harness.webhook({ on_exhausted: "block" })).rejects.toMatchObject(refused);
  const update = engine.webhooks.update(caller, webhookId, { ordering: "none" });
  await expect(run(update)).rejects.toMatchObject(refused);
  const both = { ordering: "none", on_exhausted: "skip" } as const;
  expect(await run(engine.webhooks.update(caller, webhookId, both))).toMatchObject(both);
});
