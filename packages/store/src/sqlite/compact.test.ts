import { statSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ACCOUNT, acceptEvents, buildEvent, T0 } from "../conformance/builders.ts";
import { loadDriver } from "./driver.ts";
import { compactSqliteStore, openSqliteStore } from "./index.ts";
import { migrate } from "./migrate.ts";
import { type TemporaryDirectory, temporaryDirectory } from "./testing/directory.ts";

let directory: TemporaryDirectory;
let path: string;
beforeEach(() => {
  directory = temporaryDirectory();
  path = directory.join("callcall.db");
});
afterEach(() => directory.remove());

/** Every event removed that was accepted before `beforeMs`. */
function sweep(beforeMs: number) {
  const kind = "retention.sweep";
  return { kind, subject: "events", fromMs: 0, beforeMs, endedBeforeMs: beforeMs, after: null, limit: 10_000 } as const;
}

/** 300 events of 40,000 bytes, all but the last removed. */
async function fillAndSweep(): Promise<string> {
  const store = await openSqliteStore({ path });
  const data = new TextEncoder().encode(`"${"x".repeat(40_000)}"`);
  const events = Array.from({ length: 300 }, (_, index) => buildEvent({ data, createdMs: T0 + index }));
  for (const event of events) await store.commit([acceptEvents([event])]);
  await store.commit([sweep(T0 + 299)]);
  await store.close();
  return events.at(-1)?.id ?? "";
}

test("a new database gives back what was removed, and the file gets smaller", async () => {
  await fillAndSweep();
  const full = statSync(path).size;
  const store = await openSqliteStore({ path });
  const space = await store.space();
  expect(space.canGiveBack).toBe(true);
  expect(space.freeBytes).toBeGreaterThan(10_000_000);
  await store.commit([{ kind: "space.give_back", bytes: 1_000_000 }]);
  const after = await store.space();
  expect(space.freeBytes - after.freeBytes).toBeGreaterThan(900_000);
  expect(space.freeBytes - after.freeBytes).toBeLessThanOrEqual(1_100_000);
  await store.close();
  expect(full - statSync(path).size).toBeGreaterThan(900_000);
});

test("one of an earlier version is compacted once, keeps what it has, and gives back from then on", async () => {
  const old = (await loadDriver()).open(path);
  old.exec("PRAGMA journal_mode = WAL");
  migrate(old);
  old.close();
  const id = await fillAndSweep();
  const before = await openSqliteStore({ path });
  expect((await before.space()).canGiveBack).toBe(false);
  await expect(compactSqliteStore({ path })).rejects.toMatchObject({ reason: "locked" });
  const [unchanged] = await before.commit([{ kind: "space.give_back", bytes: 1_000_000 }]);
  expect(unchanged).toMatchObject({ space: await before.space() });
  await before.close();

  const compacted = await compactSqliteStore({ path });
  expect(compacted.before).toBeGreaterThan(10_000_000);
  expect(compacted.after).toBeLessThan(1_000_000);
  const after = await openSqliteStore({ path });
  expect(await after.space()).toMatchObject({ canGiveBack: true, freeBytes: 0 });
  expect((await after.event(ACCOUNT, id))?.data).toHaveLength(40_002);
  await after.close();
});

test("there must be one", async () => {
  await expect(compactSqliteStore({ path })).rejects.toMatchObject({ message: expect.stringContaining("no such") });
});
