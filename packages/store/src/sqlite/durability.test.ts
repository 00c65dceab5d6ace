/**
 * The promise of a commit, as far as one machine can show it. Killing a process does not show it alone: the
 * page cache outlives the process, and a store that never syncs passes. So the syncs are counted.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { ACCOUNT } from "../conformance/builders.ts";
import { loadDriver, prepare } from "./driver.ts";
import { openSqliteStore } from "./index.ts";
import { runScript } from "./testing/child.ts";
import { type TemporaryDirectory, temporaryDirectory } from "./testing/directory.ts";

// Real processes and real syncs: a slow machine is not a failure.
vi.setConfig({ testTimeout: 120_000 });

let directory: TemporaryDirectory;
let path: string;
beforeEach(() => {
  directory = temporaryDirectory();
  path = directory.join("callcall.db");
});
afterEach(() => directory.remove());

test("a killed process has lost nothing that it acknowledged", async () => {
  const acked: string[] = [];
  for (const [round, kills] of [1, 10, 60].entries()) {
    const child = runScript("commit-loop.ts", [path, `round${round}`, "1000000"]);
    expect(await child.line()).toBe("open");
    for (let count = 0; count < kills; count++) acked.push(acknowledged(await child.line()));
    child.kill("SIGKILL");
    for (let line = await child.line(); line !== undefined; line = await child.line()) acked.push(acknowledged(line));
    await child.ended();
  }

  const store = await openSqliteStore({ path });
  for (const id of acked) {
    expect(await store.event(ACCOUNT, id), id).toBeDefined();
    expect(await store.delivery(ACCOUNT, `dlv-${id}`), id).toMatchObject({ state: "pending" });
  }
  await store.close();

  const database = (await loadDriver()).open(path);
  expect(prepare(database, "PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  database.close();
});

describe("under strace", () => {
  beforeAll(() => {
    if (spawnSync("strace", ["--version"]).status !== 0) {
      throw new Error("Cannot count syncs as strace is missing: apt-get install strace");
    }
  });

  const trace = (log: string, ...flags: string[]): string[] => [
    ...["strace", "--follow-forks", "--decode-fds=path", `--output=${log}`],
    ...flags,
  ];

  test("each commit syncs the log before it is acknowledged", async () => {
    const commits = 20;
    const log = directory.join("strace.log");
    const child = runScript(
      "commit-loop.ts",
      [path, "event", String(commits)],
      trace(log, "--trace=write,fsync,fdatasync"),
    );
    expect(await child.ended()).toMatchObject({ code: 0 });

    const sync = /f(?:data)?sync\(\d+<.*callcall\.db-wal>\)\s+= 0/;
    const lines = readFileSync(log, "utf8").split("\n");
    let syncs = 0;
    const before: number[] = [];
    for (const line of lines) {
      if (sync.test(line)) syncs += 1;
      if (line.includes('"open')) syncs = 0;
      if (!line.includes('"acked event-')) continue;
      before.push(syncs);
      syncs = 0;
    }
    expect(before).toHaveLength(commits);
    expect(Math.min(...before)).toBeGreaterThanOrEqual(1);
  });

  test("after a sync has failed, nothing is acknowledged any more", async () => {
    const fromThe = 30;
    const inject = `--inject=fsync,fdatasync:error=EIO:when=${fromThe}`;
    const child = runScript(
      "commit-loop.ts",
      [path, "event", "60"],
      trace("/dev/null", "--trace=fsync,fdatasync", inject),
    );
    const lines: string[] = [];
    for (let line = await child.line(); line !== undefined; line = await child.line()) lines.push(line);

    // One sync alone was made to fail: those after it would have succeeded, had they been tried.
    const failure = lines.indexOf("ambiguous");
    expect(lines.slice(1, failure).every((line) => line.startsWith("acked event-"))).toBe(true);
    expect(failure).toBeGreaterThan(1);
    const rest = lines.slice(failure + 1);
    expect(rest.length).toBeGreaterThan(10);
    expect(new Set(rest)).toEqual(new Set(["io"]));
  });

  test("after a sync of the database has failed in a checkpoint, nothing is acknowledged any more", async () => {
    // Made beforehand: its first pages are written and synced without a log.
    await (await openSqliteStore({ path })).close();
    const inject = "--inject=fsync,fdatasync:error=EIO:when=1";
    const commits = 60;
    const child = runScript(
      "commit-loop.ts",
      [path, "event", String(commits), "400000"],
      trace("/dev/null", "--trace=fsync,fdatasync", `--trace-path=${path}`, inject),
    );
    const lines: string[] = [];
    for (let line = await child.line(); line !== undefined; line = await child.line()) lines.push(line);

    const refused = lines.indexOf("io");
    const acked = lines.slice(1, refused).map(acknowledged);
    // About 16 MiB of log come before the first checkpoint.
    expect(acked.length).toBeGreaterThan(30);
    expect(new Set(lines.slice(refused))).toEqual(new Set(["io"]));
    const store = await openSqliteStore({ path });
    for (const id of acked) expect(await store.event(ACCOUNT, id), id).toBeDefined();
    await store.close();
  });
});

function acknowledged(line: string | undefined): string {
  expect(line).toMatch(/^acked /);
  return (line ?? "").slice("acked ".length);
}
