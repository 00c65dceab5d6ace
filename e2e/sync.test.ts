import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { tempDir } from "./support/paths.ts";
import { QUALIFIED } from "./support/samples.ts";
import { startServer } from "./support/server.ts";

beforeAll(() => {
  if (spawnSync("strace", ["--version"]).status !== 0) {
    throw new Error("Cannot count disk syncs as strace is missing: apt-get install strace");
  }
});

// A killed process leaves its writes in the page cache, where a restart finds them: only the system calls show
// whether an acknowledgement would survive a power cut.
it("an event is synced to disk after it arrived and before its 202 leaves", { timeout: 90_000 }, async () => {
  const scratch = await tempDir();
  const trace = join(scratch.path, "trace");
  // -D: the tracer is the child, so that signals meant for the server reach the server.
  const calls = "trace=fsync,fdatasync,read,recvfrom,recvmsg,write,writev,sendto,sendmsg";
  const server = await startServer({ under: ["strace", "-D", "-f", "-y", "-s", "600", "-e", calls, "-o", trace] });
  const ids = Array.from({ length: 60 }, (_, index) => `synced-${index}`);
  try {
    // Nobody subscribes: the one thing to be committed for an event is the event.
    const publish = (id: string) =>
      server.api.call("POST", "/events", { id, type: "customer.qualified", data: QUALIFIED });
    for (const id of ids.slice(0, 20)) await publish(id);
    await Promise.all(ids.slice(20).map(publish));
  } finally {
    await server.stop();
  }
  const lines = (await readFile(trace, "utf8")).split("\n");
  await scratch.remove();

  const isSync = (line: string): boolean => /f(?:data)?sync(?:\(| resumed>).*= 0$/.test(line);
  for (const id of ids) {
    // A string is printed with its quotes escaped.
    const name = String.raw`\"id\":\"${id}\"`;
    const arrived = lines.findIndex((line) => /\b(?:read|recvfrom|recvmsg)\b/.test(line) && line.includes(name));
    const acknowledged = lines.findIndex((line) => line.includes("HTTP/1.1 202") && line.includes(name));
    expect(arrived, `${id} arrives`).toBeGreaterThan(-1);
    expect(acknowledged, `${id} is acknowledged`).toBeGreaterThan(arrived);
    const synced = lines.slice(arrived, acknowledged).filter(isSync);
    expect(synced.length, `syncs between the arrival and the 202 of ${id}`).toBeGreaterThan(0);
    expect(synced.some((line) => line.includes("callcall.db-wal"))).toBe(true);
  }
});
