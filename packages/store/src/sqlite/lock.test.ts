import { symlinkSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteStore } from "./index.ts";
import { runScript } from "./testing/child.ts";
import { type TemporaryDirectory, temporaryDirectory } from "./testing/directory.ts";

let directory: TemporaryDirectory;
let path: string;
beforeEach(() => {
  directory = temporaryDirectory();
  path = directory.join("callcall.db");
});
afterEach(() => directory.remove());

test("a second process is refused, told what to do, and let in once the first was killed", async () => {
  const holder = runScript("hold.ts", [path]);
  expect(await holder.line()).toBe("open");
  await expect(openSqliteStore({ path })).rejects.toMatchObject({
    name: "StoreError",
    reason: "locked",
    message: `Cannot open ${path} as it is in use: stop the CallCall process that runs on it, or choose another data directory`,
  });

  holder.kill("SIGKILL");
  await holder.ended();
  const store = await openSqliteStore({ path });
  await store.close();
});

test("a second store in the same process is refused, and the refusal leaves the lock to the first", async () => {
  const store = await openSqliteStore({ path });
  await expect(openSqliteStore({ path })).rejects.toMatchObject({ reason: "locked" });

  const stranger = runScript("hold.ts", [path]);
  expect(await stranger.line()).toBe("locked");
  await stranger.ended();

  await store.close();
  const next = await openSqliteStore({ path });
  await next.close();
});

test("another way to the same file meets the same lock", async () => {
  const store = await openSqliteStore({ path });
  symlinkSync(path, directory.join("link.db"));
  await expect(openSqliteStore({ path: directory.join("link.db") })).rejects.toMatchObject({ reason: "locked" });
  await store.close();
});
