import { execFileSync } from "node:child_process";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { cpus, platform, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import type { Machine } from "./report.ts";

const SYNCS = 50;

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memory_mib: Math.round(totalmem() / 1_048_576),
    platform: `${platform()} ${release()}`,
    fsync_ms: timeFsync(),
  };
}

function timeFsync(): number {
  const directory = mkdtempSync(join(tmpdir(), "callcall-fsync-"));
  const file = openSync(join(directory, "page"), "w");
  const page = Buffer.alloc(4_096, 1);
  const startedMs = performance.now();
  for (let sync = 0; sync < SYNCS; sync++) {
    writeSync(file, page);
    fsyncSync(file);
  }
  const ms = (performance.now() - startedMs) / SYNCS;
  closeSync(file);
  rmSync(directory, { recursive: true });
  return ms;
}

/** Of the sources that were built; `+` where files differ from it. */
export function currentCommit(): string {
  const git = (...args: string[]): string => execFileSync("git", args, { encoding: "utf8" }).trim();
  try {
    return git("rev-parse", "--short=12", "HEAD") + (git("status", "--porcelain") === "" ? "" : "+");
  } catch {
    return "unknown";
  }
}
