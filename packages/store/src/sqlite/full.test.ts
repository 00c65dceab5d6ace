import { expect, test } from "vitest";
import { ACCOUNT, acceptEvents, buildEvent } from "../conformance/builders.ts";
import { StoreError } from "../port/store.ts";
import { loadDriver } from "./driver.ts";
import { openDatabase } from "./open.ts";
import { createLocalStore } from "./store.ts";
import { temporaryDirectory } from "./testing/directory.ts";

test("without space commits are refused whole, reads go on, and space makes all well", async () => {
  const directory = temporaryDirectory();
  const { connections, shutDown } = openDatabase(await loadDriver(), directory.join("callcall.db"));
  const store = createLocalStore(connections, shutDown);
  connections.write.exec("PRAGMA max_page_count = 64");

  const data = new Uint8Array(20_000).fill(97);
  const stored: string[] = [];
  let refused: { ids: string[]; error: unknown } | undefined;
  while (refused === undefined) {
    const events = [buildEvent({ data }), buildEvent({ data })];
    const ids = events.map((event) => event.id);
    try {
      await store.commit(events.map((event) => acceptEvents([event])));
      stored.push(...ids);
    } catch (error) {
      refused = { ids, error };
    }
  }

  expect(refused.error).toBeInstanceOf(StoreError);
  expect(refused.error).toMatchObject({ reason: "full" });
  for (const id of stored) expect((await store.event(ACCOUNT, id))?.data).toHaveLength(20_000);
  for (const id of refused.ids) expect(await store.event(ACCOUNT, id)).toBeUndefined();
  const again = [buildEvent({ data }), buildEvent({ data })].map((event) => acceptEvents([event]));
  await expect(store.commit(again)).rejects.toMatchObject({ reason: "full" });

  connections.write.exec("PRAGMA max_page_count = 1000");
  const event = buildEvent({ data });
  expect(await store.commit([acceptEvents([event])])).toMatchObject([{ kind: "accepted" }]);
  expect(await store.event(ACCOUNT, event.id)).toBeDefined();
  await store.close();
  directory.remove();
});
