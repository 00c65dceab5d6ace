import { type Store, StoreError } from "@callcall/store";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeDirectory, openHarness, type TestDirectory, TYPE } from "../testing/harness.ts";

let directory: TestDirectory;
beforeEach(() => {
  directory = makeDirectory();
});
afterEach(() => directory.remove());

function batch(count: number): Uint8Array {
  const events = Array.from({ length: count }, (_, n) => ({ type: TYPE, data: { n }, id: `order-${n}` }));
  return new TextEncoder().encode(JSON.stringify({ events }));
}

it("stores a batch with a large fan-out in parts, and answers each event for itself", async () => {
  let commits = 0;
  let failFrom = Number.POSITIVE_INFINITY;
  const wrap = (store: Store): Store => ({
    ...store,
    async commit(commands) {
      const accepts = commands.some((command) => command.kind === "events.accept");
      if (accepts && ++commits >= failFrom) throw new StoreError("unavailable", "busy");
      return store.commit(commands);
    },
  });
  const { engine, caller, run, webhook, store, sender, close } = await openHarness(directory.path, { wrap });
  sender.respond = () => 200;
  // 600 deliveries an event: one event a part.
  await Promise.all(Array.from({ length: 600 }, () => webhook()));

  failFrom = 2;
  const { result } = await run(engine.events.publishBatch(caller, batch(3)));
  expect(result.data.map((item) => item.status)).toEqual([202, 503, 503]);
  expect(result.data[1]).toMatchObject({ code: "unavailable" });

  failFrom = Number.POSITIVE_INFINITY;
  const again = await run(engine.events.publishBatch(caller, batch(3)));
  expect(again.result.data.map((item) => item.status)).toEqual([202, 202, 202]);
  expect((await store.events(caller.accountId, {}, { limit: 10, after: null })).rows).toHaveLength(3);
  await close();
});
