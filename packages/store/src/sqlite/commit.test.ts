import { afterEach, beforeEach, expect, test } from "vitest";
import type { WriteResult } from "../port/commands.ts";
import { type Commit, prepareCommit, type Upkeep } from "./commit.ts";
import { type Database, loadDriver, prepare, type Statement } from "./driver.ts";

/** A database of one table; its COMMIT fails when told to, before or after SQLite has carried it out. */
let database: Database;
let commit: Commit;
let files: Upkeep;
let failure: { readonly errcode: number; readonly ends: boolean } | undefined;

const INSERT = {
  kind: "rows.expire",
  nowMs: 0,
  secretsEndedMs: 0,
  minutesBeforeMs: 0,
  hoursBeforeMs: 0,
  callsBeforeMs: 0,
  limit: 0,
} as const;
const NO_ROLLUPS = { note() {}, begin() {}, mark: () => 0, undo() {}, flush() {}, committed() {} };

beforeEach(async () => {
  failure = undefined;
  files = { before() {}, after() {} };
  database = (await loadDriver()).open(":memory:");
  database.exec("CREATE TABLE rows (n INTEGER)");
  const insert = prepare(database, "INSERT INTO rows VALUES (1)");
  const apply = (): WriteResult => {
    insert.run();
    return { kind: "expired", rows: 1 };
  };
  commit = prepareCommit(failing(database), apply, NO_ROLLUPS, {
    before: () => files.before(),
    after: () => files.after(),
  });
});
afterEach(() => database.close());

function failing(real: Database): Database {
  return {
    get isTransaction() {
      return real.isTransaction;
    },
    exec: (sql) => real.exec(sql),
    close: () => real.close(),
    prepare: (sql) => (sql === "COMMIT" ? failingCommit(real) : real.prepare(sql)),
  };
}

function failingCommit(real: Database): Statement<unknown> {
  const statement = real.prepare("COMMIT");
  return {
    get: () => undefined,
    all: () => [],
    run: () => {
      if (failure === undefined) return statement.run();
      if (failure.ends) real.exec("ROLLBACK");
      throw Object.assign(new Error("the disk says no"), { errcode: failure.errcode });
    },
  };
}

function rows(): number | undefined {
  return prepare<{ n: number }>(database, "SELECT COUNT(*) AS n FROM rows").get()?.n;
}

test("a commit that found the file busy wrote nothing, and may be tried again", () => {
  failure = { errcode: 5, ends: false };
  expect(() => commit([INSERT])).toThrow(expect.objectContaining({ reason: "unavailable" }));
  expect(database.isTransaction).toBe(false);
  failure = undefined;
  commit([INSERT]);
  expect(rows()).toBe(1);
});

test("a commit without space for its log wrote nothing, and may be tried again", () => {
  failure = { errcode: 13, ends: true };
  expect(() => commit([INSERT])).toThrow(expect.objectContaining({ reason: "full" }));
  failure = undefined;
  commit([INSERT]);
  expect(rows()).toBe(1);
});

test("a commit whose sync failed may have taken effect, and is the last", () => {
  failure = { errcode: 10 | (4 << 8), ends: true };
  expect(() => commit([INSERT])).toThrow(expect.objectContaining({ reason: "ambiguous" }));
  failure = undefined;
  expect(() => commit([INSERT])).toThrow(expect.objectContaining({ reason: "io" }));
});

test("a commit is acknowledged once it is synced, and before the log is folded", () => {
  const order: string[] = [];
  files.after = () => void order.push("fold");
  commit([INSERT], (results) => {
    expect(database.isTransaction).toBe(false);
    order.push(`acknowledge ${results.length}`);
  });
  expect(order).toEqual(["acknowledge 1", "fold"]);

  failure = { errcode: 10 | (4 << 8), ends: true };
  expect(() => commit([INSERT], () => void order.push("acknowledge"))).toThrow(/disk says no/);
  expect(order).toHaveLength(2);
});

test("a checkpoint that the disk refuses takes nothing back, and no commit follows it", () => {
  files.after = () => {
    throw Object.assign(new Error("the disk says no"), { errcode: 10 | (4 << 8) });
  };
  expect(commit([INSERT])).toHaveLength(1);
  expect(rows()).toBe(1);
  expect(() => commit([INSERT])).toThrow(expect.objectContaining({ reason: "io" }));
  expect(rows()).toBe(1);
});

test("a checkpoint that finds the file busy is tried again by the next commit", () => {
  let tries = 0;
  files.after = () => {
    tries += 1;
    throw Object.assign(new Error("another program has it"), { errcode: 5 });
  };
  commit([INSERT]);
  commit([INSERT]);
  expect(tries).toBe(2);
  expect(rows()).toBe(2);
});
