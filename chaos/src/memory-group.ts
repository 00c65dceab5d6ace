import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files of the two versions of the kernel's control groups. */
interface Version {
  readonly root: string;
  readonly limit: string;
  readonly peak: string;
  readonly kills: { readonly file: string; readonly pattern: RegExp };
  readonly isThere: () => boolean;
}

const VERSIONS: readonly Version[] = [
  {
    root: "/sys/fs/cgroup",
    limit: "memory.max",
    peak: "memory.peak",
    kills: { file: "memory.events", pattern: /^oom_kill (\d+)$/m },
    isThere: () => read("/sys/fs/cgroup/cgroup.subtree_control").split(" ").includes("memory"),
  },
  {
    root: "/sys/fs/cgroup/memory",
    limit: "memory.limit_in_bytes",
    peak: "memory.max_usage_in_bytes",
    kills: { file: "memory.oom_control", pattern: /^oom_kill (\d+)$/m },
    isThere: () => existsSync("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
  },
];

/** A limit of the kernel on the memory of programs: whoever needs more is killed by it. */
export class MemoryGroup {
  readonly #version: Version;
  readonly #path: string;

  private constructor(version: Version, path: string) {
    this.#version = version;
    this.#path = path;
  }

  /** Undefined where this machine has no such groups, or lets this user make none. */
  static make(limitBytes: number): MemoryGroup | undefined {
    const version = VERSIONS.find(({ isThere }) => isThere());
    if (version === undefined) return undefined;
    const path = join(version.root, `callcall-chaos-${process.pid}-${Date.now()}`);
    try {
      mkdirSync(path);
      writeFileSync(join(path, version.limit), String(limitBytes));
    } catch {
      return undefined;
    }
    return new MemoryGroup(version, path);
  }

  /** What stands in front of a program that is to live within the limit, from its first page on. */
  get under(): readonly string[] {
    return ["sh", "-c", 'echo $$ > "$1" && shift && exec "$@"', "sh", join(this.#path, "cgroup.procs")];
  }

  /** The most that its programs have held together, in bytes, page cache included. */
  get peakBytes(): number {
    return Number(read(join(this.#path, this.#version.peak)));
  }

  /** Programs that the kernel has killed for want of memory. */
  get kills(): number {
    const { file, pattern } = this.#version.kills;
    return Number(pattern.exec(read(join(this.#path, file)))?.[1] ?? 0);
  }

  /** Once its programs have ended. */
  remove(): void {
    rmdirSync(this.#path);
  }
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}
