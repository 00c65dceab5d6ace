import { statSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareCheckpoint } from "./checkpoint.ts";
import { openWrite } from "./connection.ts";
import { type Database, loadDriver, prepare } from "./driver.ts";
import { type TemporaryDirectory, temporaryDirectory } from "./testing/directory.ts";

const LOG_PAGES = 20;

let directory: TemporaryDirectory;
let path: string;
let database: Database;
beforeEach(async () => {
  directory = temporaryDirectory();
  path = directory.join("callcall.db");
  database = openWrite(await loadDriver(), path);
  database.exec("CREATE TABLE rows (bytes BLOB)");
});
afterEach(() => {
  database.close();
  directory.remove();
});

/** As SQLite sees it: the log, and how much of it is in the database as well. */
function logState(): { readonly log: number; readonly checkpointed: number } | undefined {
  return prepare<{ log: number; checkpointed: number }>(database, "PRAGMA wal_checkpoint(NOOP)").get();
}

function grow(pages: number): void {
  database.exec(`INSERT INTO rows VALUES (randomblob(${pages * 4_096}))`);
}

test("the log is folded into the database once it is long, and not before", () => {
  const foldLog = prepareCheckpoint(database, LOG_PAGES);
  foldLog();
  expect(logState()?.checkpointed).toBe(0);
  const before = statSync(path).size;
  grow(LOG_PAGES);
  foldLog();
  const state = logState();
  expect(state?.log).toBeGreaterThan(LOG_PAGES);
  expect(state?.checkpointed).toBe(state?.log);
  expect(statSync(path).size).toBeGreaterThan(before);
});

test("a log that was folded is begun anew: it does not grow without end", () => {
  const foldLog = prepareCheckpoint(database, LOG_PAGES);
  for (let round = 0; round < 30; round++) {
    grow(LOG_PAGES);
    foldLog();
  }
  expect(statSync(`${path}-wal`).size).toBeLessThan(4 * LOG_PAGES * 4_096);
});

test("a reader that holds an old state keeps the log, and nothing fails", async () => {
  const reader = (await loadDriver()).open(path);
  reader.exec("BEGIN");
  prepare(reader, "SELECT COUNT(*) FROM rows").get();
  const foldLog = prepareCheckpoint(database, LOG_PAGES);
  for (let round = 0; round < 3; round++) {
    grow(LOG_PAGES);
    foldLog();
  }
  expect(prepare(reader, "SELECT COUNT(*) AS n FROM rows").get()).toEqual({ n: 0 });
  reader.exec("COMMIT");
  reader.close();
  grow(1);
  foldLog();
  expect(prepare(database, "SELECT COUNT(*) AS n FROM rows").get()).toEqual({ n: 4 });
});
