import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoreError } from "@callcall/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { databaseError, dataDirError, ensureDataDir, type KeptKey, keptKey } from "./data-dir.ts";

const KEY: KeptKey = { fileName: "master.key", prefix: "mk_", minCharacters: 32, ifDeleted: "what then" };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "callcall-server-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("a kept key", () => {
  it("is made once, whole, for the owner's eyes only, and nothing else is left behind", async () => {
    const key = await keptKey(directory, KEY);
    expect(key).toMatch(/^mk_[\w-]{43}$/);
    expect(await keptKey(directory, KEY)).toBe(key);
    expect(await readdir(directory)).toEqual(["master.key"]);
    expect((await stat(join(directory, "master.key"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(directory, "master.key"), "utf8")).toBe(`${key}\n`);
  });

  it("is one for all that ask at once", async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => keptKey(directory, KEY)));
    expect(new Set(keys).size).toBe(1);
    expect(await readdir(directory)).toEqual(["master.key"]);
  });

  it.each([
    ["", "it is empty"],
    ["\n", "it is empty"],
    ["half-a-key\n", "it is shorter than 32 characters"],
  ])("%j is refused, with the file and the cure", async (text, fault) => {
    const path = join(directory, "master.key");
    await writeFile(path, text);
    await expect(keptKey(directory, KEY)).rejects.toThrow(
      `Cannot use the key in ${path}: ${fault}. Put it back from a copy, or delete the file: what then`,
    );
    expect(await readFile(path, "utf8")).toBe(text);
  });
});

describe("a data directory", () => {
  it("is made with its parents, for the owner alone", async () => {
    const made = join(directory, "a/b/c");
    await ensureDataDir(made);
    await ensureDataDir(made);
    for (const path of ["a", "a/b", "a/b/c"]) expect((await stat(join(directory, path))).mode & 0o777).toBe(0o700);
  });

  it("that is a file, or lies below one, is refused with the cure", async () => {
    const file = join(directory, "file");
    await writeFile(file, "");
    for (const path of [file, join(file, "sub/sub")]) {
      await expect(ensureDataDir(path)).rejects.toThrow(
        `Cannot keep data in ${path}: it, or a directory above it, is a file. Choose another directory with --data-dir (CALLCALL_DATA_DIR)`,
      );
    }
  });

  it("behind a link that leads nowhere is refused", async () => {
    const path = join(directory, "link");
    await symlink(join(directory, "nowhere"), path);
    await expect(ensureDataDir(path)).rejects.toThrow(`Cannot keep data in ${path}: `);
  });

  it.runIf(existsSync("/proc/self"))("where nothing can be made is refused, and not tried for ever", async () => {
    await expect(ensureDataDir("/proc/x/y")).rejects.toThrow("Cannot keep data in /proc/x/y: nothing can be made");
  });

  it.each([
    ["EACCES", "this user may not write there"],
    ["EROFS", "its file system is read-only"],
    ["ENOSPC", "its disk is full"],
  ])("failing with %s is explained", (code, because) => {
    expect(dataDirError(Object.assign(new Error("raw"), { code }), "/data")).toMatchObject({
      message: `Cannot keep data in /data: ${because}. Choose another directory with --data-dir (CALLCALL_DATA_DIR)`,
    });
  });
});

describe("a database that does not open", () => {
  const place = ["/data/callcall.db", "/data"] as const;
  const elsewhere = ["/data/callcall.db", "/other"] as const;
  const messageOf = (error: unknown): string => (error as Error).message;

  it("is named, with the setting that chose its place", () => {
    const failed = new StoreError("io", "the disk refused");
    expect(messageOf(databaseError(failed, ...place))).toMatch(
      /^Cannot open \/data\/callcall\.db: the disk refused\. .* with --data-dir \(CALLCALL_DATA_DIR\)$/,
    );
    expect(messageOf(databaseError(failed, ...elsewhere))).toMatch(/ with --database-url \(CALLCALL_DATABASE_URL\)$/);
    const missing = Object.assign(new Error("raw"), { code: "ENOENT" });
    expect(messageOf(databaseError(missing, ...elsewhere))).toMatch(/^Cannot keep data in \/data: .*--database-url/);
  });

  it("and says so itself is left alone", () => {
    const locked = new StoreError("locked", "Cannot open /data/callcall.db as it is in use");
    expect(databaseError(locked, ...place)).toBe(locked);
  });
});
