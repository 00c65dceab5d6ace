import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acceptEvents, buildEvent } from "../conformance/builders.ts";
import type { Store } from "../port/store.ts";
import { openWrite } from "./connection.ts";
import { prepareCustody } from "./custody.ts";
import { loadDriver } from "./driver.ts";
import { openSqliteStore } from "./index.ts";
import { type TemporaryDirectory, temporaryDirectory } from "./testing/directory.ts";

let directory: TemporaryDirectory;
let path: string;
let store: Store;
beforeEach(async () => {
  directory = temporaryDirectory();
  path = directory.join("callcall.db");
  store = await openSqliteStore({ path });
  await publish();
});
afterEach(async () => {
  await store.close().catch(() => {});
  directory.remove();
});

async function publish(): Promise<string> {
  const event = buildEvent();
  await store.commit([acceptEvents([event])]);
  return event.id;
}

const MISHAPS: readonly (readonly [string, string, () => void])[] = [
  ["the database moved away", "removed", () => renameSync(path, `${path}.old`)],
  ["the database deleted", "removed", () => rmSync(path)],
  ["the log deleted", "removed", () => rmSync(`${path}-wal`)],
  ["the lock deleted, as if it were a stale one", "removed", () => rmSync(`${path}.lock`)],
  [
    "a copy of the database put in its place",
    "replaced",
    () => {
      copyFileSync(path, `${path}.copy`);
      renameSync(`${path}.copy`, path);
    },
  ],
  ["the log cut to nothing", "cut", () => truncateSync(`${path}-wal`)],
];

describe.each(MISHAPS)("%s under a running process", (_, what, happen) => {
  test("ends the commits: what they acknowledged would be gone with the process", async () => {
    happen();
    await expect(publish()).rejects.toMatchObject({ reason: "io", message: expect.stringContaining(`has ${what} it`) });
    await expect(publish()).rejects.toMatchObject({ reason: "io" });
  });
});

test("a database that is cut short is seen where it had been folded into before", async () => {
  // Closing folds the log.
  await store.close();
  store = await openSqliteStore({ path });
  await publish();
  truncateSync(path, 4_096);
  await expect(publish()).rejects.toMatchObject({ reason: "io" });
});

test("a database that the process itself made shorter is none of this", async () => {
  await store.close();
  const write = openWrite(await loadDriver(), path);
  const custody = prepareCustody(write);
  custody.check();
  truncateSync(path, 4_096);
  expect(() => custody.check()).toThrow(/has cut it/);
  custody.renew();
  expect(() => custody.check()).not.toThrow();
  write.close();
});

test("a file whose bytes were written by another, in place, is no matter of names", async () => {
  writeFileSync(`${path}.lock`, readFileSync(`${path}.lock`));
  await expect(publish()).resolves.toBeDefined();
});
