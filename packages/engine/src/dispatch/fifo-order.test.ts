import { afterEach, beforeEach, expect, it } from "vitest";
import { makeDirectory, openHarness, type TestDirectory, TYPE } from "../testing/harness.ts";

let directory: TestDirectory;
beforeEach(() => {
  directory = makeDirectory();
});
afterEach(() => directory.remove());

const encode = (n: number): Uint8Array => new TextEncoder().encode(JSON.stringify({ type: TYPE, data: { n } }));
const numberIn = (body: string): number => (JSON.parse(body) as { data: { n: number } }).data.n;

/** Let everything run that needs no turn of the event loop: a commit does need one. */
async function microtasks(): Promise<void> {
  for (let count = 0; count < 50; count++) await Promise.resolve();
}

it("sends what was published first, though a slot became free only for what was published second", async () => {
  const { engine, caller, sender, time, webhook, publish, run, close } = await openHarness(directory.path, {
    settings: { inFlightPerNode: 1 },
  });
  // The node is full: an unordered webhook's request is open.
  const other = await webhook({ url: "https://other.example/hook" });
  await publish({ n: 0 });
  await run(engine.webhooks.disable(caller, other.id));
  await webhook({ ordering: "fifo", url: "https://fifo.example/hook" });

  const first = engine.events.publish(caller, encode(1));
  // Booked without a slot, its commit under way, when the slot comes free.
  await microtasks();
  sender.open[0]?.answer(200);
  await microtasks();
  const second = engine.events.publish(caller, encode(2));
  sender.respond = () => 200;
  await time.settle();
  await Promise.all([first, second]);
  await time.settle();

  const order = sender.sends.filter((send) => send.url.includes("fifo")).map((send) => numberIn(send.body));
  expect(order).toEqual([1, 2]);
  await close();
});

it("keeps the order over a restart with the clock set back", async () => {
  const startMs = Date.parse("2025-02-07T02:55:00Z");
  const before = await openHarness(directory.path, { startMs });
  before.sender.respond = () => 500;
  const { id } = await before.webhook({ ordering: "fifo", retry_policy: { schedule_seconds: [3_600] } });
  for (const n of [0, 1, 2]) await before.publish({ n });
  await before.close();

  const { sender, publish, run, engine, caller, time, close } = await openHarness(directory.path, {
    startMs: startMs - 60_000,
  });
  sender.respond = () => 200;
  for (const n of [3, 4, 5]) await publish({ n });
  // Read again from the store, whose order it is.
  await run(engine.webhooks.disable(caller, id));
  await run(engine.webhooks.enable(caller, id));
  await time.advance(3 * 3_600_000);
  expect(sender.sends.map((send) => numberIn(send.body))).toEqual([0, 1, 2, 3, 4, 5]);
  await close();
});
