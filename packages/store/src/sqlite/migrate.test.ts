import { afterEach, beforeEach, expect, test } from "vitest";
import type { Migration } from "../migrations/history.ts";
import { type Database, loadDriver, prepare } from "./driver.ts";
import { migrate } from "./migrate.ts";

const FIRST: Migration = { version: 1, name: "first", sql: "CREATE TABLE a (n INTEGER) STRICT" };
const SECOND: Migration = {
  version: 2,
  name: "second",
  sql: "CREATE TABLE b (n INTEGER) STRICT; INSERT INTO b VALUES (7)",
};

let database: Database;
beforeEach(async () => {
  database = (await loadDriver()).open(":memory:");
});
afterEach(() => database.close());

function applied(): unknown[] {
  return prepare(database, "SELECT version, name FROM schema_migrations ORDER BY version").all();
}

test("a fresh database gets every migration, once", () => {
  migrate(database, [FIRST, SECOND]);
  migrate(database, [FIRST, SECOND]);
  expect(applied()).toEqual([
    { version: 1, name: "first" },
    { version: 2, name: "second" },
  ]);
  expect(prepare(database, "SELECT n FROM b").all()).toEqual([{ n: 7 }]);
});

test("an older database gets what it lacks", () => {
  migrate(database, [FIRST]);
  migrate(database, [FIRST, SECOND]);
  expect(applied()).toHaveLength(2);
});

test("a database gets what was added in between", () => {
  const third = { ...SECOND, version: 3, name: "third" };
  migrate(database, [FIRST, third]);
  migrate(database, [FIRST, { version: 2, name: "second", sql: "CREATE TABLE c (n INTEGER) STRICT" }, third]);
  expect(applied()).toHaveLength(3);
});

test("a newer database is refused, and left alone", () => {
  migrate(database, [FIRST, SECOND]);
  expect(() => migrate(database, [FIRST])).toThrow(
    expect.objectContaining({ reason: "incompatible", message: expect.stringContaining("newer version") }),
  );
});

test("a database of an edited migration is refused", () => {
  migrate(database, [FIRST]);
  const edited = { ...FIRST, sql: "CREATE TABLE a (n TEXT) STRICT" };
  expect(() => migrate(database, [edited])).toThrow(expect.objectContaining({ reason: "incompatible" }));
});

test("a migration that fails leaves nothing of itself behind", () => {
  const broken = { ...SECOND, sql: `${SECOND.sql}; INSERT INTO nowhere VALUES (1)` };
  expect(() => migrate(database, [FIRST, broken])).toThrow("nowhere");
  expect(applied()).toHaveLength(1);
  migrate(database, [FIRST, SECOND]);
  expect(applied()).toHaveLength(2);
});
