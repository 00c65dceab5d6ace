import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ACCOUNT, acceptEvents, buildEvent } from "../conformance/builders.ts";
import { APPLICATION_ID, openWrite, requireFullSyncAfterWrite } from "./connection.ts";
import { type Database, loadDriver, prepare, refuseOldSqlite } from "./driver.ts";
import { openSqliteStore } from "./index.ts";
import { migrate } from "./migrate.ts";
import { openDatabase } from "./open.ts";
import { createLocalStore } from "./store.ts";
import { type TemporaryDirectory, temporaryDirectory } from "./testing/directory.ts";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.remove());

test("the data is for the owner's eyes only", async () => {
  const store = await openSqliteStore({ path: directory.join("data/callcall.db") });
  expect(statSync(directory.join("data")).mode & 0o777).toBe(0o700);
  const files = readdirSync(directory.join("data")).sort();
  expect(files).toEqual(["callcall.db", "callcall.db-shm", "callcall.db-wal", "callcall.db.lock"]);
  for (const file of files) expect(statSync(directory.join(`data/${file}`)).mode & 0o777, file).toBe(0o600);
  await store.close();
});

function sizeOf(file: string): number {
  return statSync(directory.join(file), { throwIfNoEntry: false })?.size ?? 0;
}

test("closing folds the log into the database", async () => {
  const store = await openSqliteStore({ path: directory.join("callcall.db") });
  await store.commit([acceptEvents([buildEvent()])]);
  expect(sizeOf("callcall.db-wal")).toBeGreaterThan(0);
  await store.close();
  expect(sizeOf("callcall.db-wal")).toBe(0);
});

test("another program's database is refused and left as it was", async () => {
  const path = directory.join("foreign.db");
  const foreign = (await loadDriver()).open(path);
  foreign.exec("CREATE TABLE theirs (n INTEGER)");
  foreign.close();
  await expect(openSqliteStore({ path })).rejects.toMatchObject({ reason: "incompatible" });
  const after = (await loadDriver()).open(path);
  expect(prepare(after, "PRAGMA journal_mode").get()).toEqual({ journal_mode: "delete" });
  expect(prepare(after, "SELECT name FROM sqlite_schema").all()).toEqual([{ name: "theirs" }]);
  after.close();
});

describe("a file that a killed process left half made is opened", () => {
  // Each without the mark of ours.
  const states: readonly (readonly [name: string, make: (database: Database) => void])[] = [
    ["empty", () => {}],
    ["empty, in WAL mode", (database) => database.exec("PRAGMA journal_mode = WAL")],
    ["with its table of migrations alone", (database) => migrate(database, [])],
    ["with its whole schema", (database) => migrate(database)],
  ];
  test.each(states)("%s", async (_name, make) => {
    const path = directory.join("callcall.db");
    const halfMade = (await loadDriver()).open(path);
    make(halfMade);
    expect(prepare(halfMade, "PRAGMA application_id").get()).toEqual({ application_id: 0 });
    halfMade.close();
    for (let start = 1; start <= 2; start += 1) {
      const store = await openSqliteStore({ path });
      expect(await store.commit([acceptEvents([buildEvent()])])).toHaveLength(1);
      await store.close();
    }
  });

  test("no table is made before the mark", async () => {
    const path = directory.join("callcall.db");
    openWrite(await loadDriver(), path).close();
    const database = (await loadDriver()).open(path);
    expect(prepare(database, "PRAGMA application_id").get()).toEqual({ application_id: APPLICATION_ID });
    database.close();
  });
});

test("another program's table of migrations does not make its database ours", async () => {
  const path = directory.join("foreign.db");
  const foreign = (await loadDriver()).open(path);
  foreign.exec("CREATE TABLE schema_migrations (version TEXT PRIMARY KEY)");
  foreign.close();
  await expect(openSqliteStore({ path })).rejects.toMatchObject({ reason: "incompatible" });
});

test("a log that cannot be folded on close is left to the next open", async () => {
  const path = directory.join("callcall.db");
  const { connections, shutDown } = openDatabase(await loadDriver(), path);
  const store = createLocalStore(connections, shutDown);
  const event = buildEvent();
  await store.commit([acceptEvents([event])]);
  vi.spyOn(connections.write, "exec").mockImplementation(() => {
    throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
  });
  await store.close();
  const next = await openSqliteStore({ path });
  expect(await next.event(ACCOUNT, event.id)).toBeDefined();
  await next.close();
});

test("a directory that cannot be made is an error at once", async () => {
  writeFileSync(directory.join("file"), "");
  const impossible = [
    directory.join("file/sub/callcall.db"),
    ...(existsSync("/proc/self") ? ["/proc/x/y/callcall.db"] : []),
  ];
  for (const path of impossible) await expect(openSqliteStore({ path })).rejects.toThrow(/ENOTDIR|ENOENT/);
});

test("a file that is no database is refused, and the lock is let go", async () => {
  const path = directory.join("callcall.db");
  writeFileSync(path, "no database, but long enough to be read as the head of one: ".repeat(20));
  await expect(openSqliteStore({ path })).rejects.toMatchObject({ reason: "incompatible" });
  await expect(openSqliteStore({ path })).rejects.toMatchObject({ reason: "incompatible" });
});

test("a path that cannot be a file is an error of its own", async () => {
  mkdirSync(directory.join("callcall.db"));
  await expect(openSqliteStore({ path: directory.join("callcall.db") })).rejects.toThrow();
});

test("both connections sync in full, and the reader cannot write", async () => {
  const { connections, shutDown } = openDatabase(await loadDriver(), directory.join("callcall.db"));
  for (const connection of [connections.write, connections.read]) {
    expect(prepare(connection, "PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
  }
  expect(() => connections.read.exec("DELETE FROM events")).toThrow("readonly");
  shutDown();
});

test("a connection that fell back to fewer syncs is refused", async () => {
  const database = (await loadDriver()).open(directory.join("callcall.db"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  expect(() => requireFullSyncAfterWrite(database)).toThrow(expect.objectContaining({ reason: "incompatible" }));
  database.close();
});

test.each([
  ["3.51.3", true],
  ["3.52.0", true],
  ["4.0.0", true],
  ["3.51.2", false],
  ["3.45.1", false],
  ["2.99.9", false],
  ["", false],
])("SQLite %s: %s", (version, accepted) => {
  const refuse = () => refuseOldSqlite(version);
  if (accepted) expect(refuse).not.toThrow();
  else expect(refuse).toThrow(expect.objectContaining({ reason: "incompatible" }));
});
