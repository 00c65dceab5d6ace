import { spawnSync } from "node:child_process";

/** What a campaign needs of the machine. */
export interface Need {
  readonly what: string;
  readonly cure: string;
  isMet(): boolean;
}

function hasProgram(name: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
}

export const STRACE: Need = {
  what: "strace",
  cure: "apt-get install strace, and let it trace: not in a container without SYS_PTRACE",
  isMet: () => hasProgram("strace") && spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0,
};

export const FAKETIME: Need = {
  what: "faketime",
  cure: "apt-get install faketime",
  isMet: () => hasProgram("faketime"),
};

export const PRLIMIT: Need = {
  what: "prlimit",
  cure: "apt-get install util-linux",
  isMet: () => hasProgram("prlimit"),
};

/** A program behind this sees mounts of its own. Whoever is not root becomes it in a world of its own. */
export const OWN_MOUNTS: readonly string[] = [
  "unshare",
  "--mount",
  ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]),
];

export const UNSHARE: Need = {
  what: "unshare, with the right to mount",
  cure: "apt-get install util-linux, and run as root or let users have namespaces: not in a container without SYS_ADMIN",
  isMet: () => spawnSync("sh", ["-c", `${OWN_MOUNTS.join(" ")} mount --bind /etc /etc`]).status === 0,
};
