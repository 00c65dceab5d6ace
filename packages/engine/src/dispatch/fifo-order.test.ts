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
