/**
 * Whether what is about to be committed goes into the files that the next start opens. A database that somebody moves
 * away, puts back from a copy, cuts short or deletes under a running process stays open under no name: commits go on
 * succeeding, and are gone with the process.
 */
import { statSync } from "node:fs";
import { StoreError } from "../port/store.ts";
import { JOURNAL_SIZE_LIMIT_BYTES } from "./connection.ts";
import { type Database, prepare } from "./driver.ts";

export interface Custody {
  /** Before a commit. @throws StoreError `io` where a file is gone, or another by now, or shorter */
  check(): void;
  /** The database may be shorter now by our own doing. */
  renew(): void;
}

interface Held {
  readonly file: string;
  readonly inode: number;
  /** It is not cut below this but by somebody else. */
  readonly mostBytes: number;
  leastBytes: number;
}

/** Looks at names and sizes: 2 microseconds for each of three files. */
export function prepareCustody(database: Database): Custody {
  const listed = prepare<{ name: string; file: string }>(database, "PRAGMA database_list").all();
  const path = listed.find(({ name }) => name === "main")?.file ?? "";
  // In memory.
  if (path === "") return { check() {}, renew() {} };
  const held = [
    hold(path, Number.POSITIVE_INFINITY),
    hold(`${path}-wal`, JOURNAL_SIZE_LIMIT_BYTES),
    // Whoever makes the lock anew is let in beside us, and sends everything a second time.
    hold(`${path}.lock`, 0),
  ];
  return {
    check() {
      for (const one of held) {
        const now = statSync(one.file, { throwIfNoEntry: false });
        if (now === undefined) throw refusal(one, "removed");
        if (now.ino !== one.inode) throw refusal(one, "replaced");
        if (now.size < one.leastBytes) throw refusal(one, "cut");
        one.leastBytes = Math.min(now.size, one.mostBytes);
      }
    },
    renew() {
      for (const one of held) one.leastBytes = 0;
    },
  };
}

function hold(file: string, mostBytes: number): Held {
  return { file, inode: statSync(file, { throwIfNoEntry: false })?.ino ?? 0, mostBytes, leastBytes: 0 };
}

function refusal({ file }: Held, what: string): StoreError {
  const cure = "Stop every program that touches it, put the data back from a copy if it is not whole, and start again";
  return new StoreError("io", `Cannot go on writing to ${file} as another program has ${what} it. ${cure}`);
}
