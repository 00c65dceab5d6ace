import { afterEach, beforeEach, expect, it } from "vitest";
import { createIds } from "../runtime/ids.ts";
import { DEFAULT_SETTINGS } from "../runtime/settings.ts";
import { makeDirectory, openHarness, seededRandom, type TestDirectory } from "../testing/harness.ts";
import { webhookRecord } from "../testing/records.ts";
import { createVirtualTime } from "../testing/virtual-time.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { AttemptPorts } from "./ports.ts";

let directory: TestDirectory;

beforeEach(() => {
  directory = makeDirectory();
});

afterEach(() => directory.remove());

it("lanes that have nothing to do are dropped, at the second look, unless something came between", () => {
  const { clock, timers } = createVirtualTime();
  const ids = createIds(clock, seededRandom(1));
  const dispatcher = new Dispatcher({ settings: DEFAULT_SETTINGS, clock, timers, ids } as AttemptPorts);
  for (let n = 0; n < 100; n++) dispatcher.release(dispatcher.book(webhookRecord({ id: `wh_${n}` })));
  const underWay = dispatcher.book(webhookRecord({ id: "wh_booked" }));
  expect(dispatcher.dropIdle()).toBe(101);
  dispatcher.release(dispatcher.book(webhookRecord({ id: "wh_7" })));
  expect(dispatcher.dropIdle()).toBe(2);
  dispatcher.release(underWay);
  dispatcher.dropIdle();
  expect(dispatcher.dropIdle()).toBe(0);
});

it("a lane that was dropped comes back with what was known of its webhook", async () => {
  const harness = await openHarness(directory.path, { settings: { retryScheduleSeconds: [] } });
  const { sender, webhook, publish, time, engine, caller, run, store } = harness;
  const { id } = await webhook();
  sender.respond = () => 200;
  await publish();
  await time.advance(600_000);
  sender.respond = () => 500;
  await publish();
  const since = (await run(engine.webhooks.get(caller, id))).failing_since;
  expect(since).not.toBeNull();
  await time.advance(600_000);
  await publish();
  expect((await run(engine.webhooks.get(caller, id))).failing_since).toBe(since);
  expect(await store.webhook(caller.accountId, id)).toMatchObject({ failedAttempts: 2 });
  await time.advance(600_000);
  sender.respond = () => 200;
  await publish();
  expect(await store.webhook(caller.accountId, id)).toMatchObject({ failedAttempts: 0, failingSinceMs: null });
  await harness.close();
});
