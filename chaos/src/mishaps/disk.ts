import { join } from "node:path";
import { callcall } from "@callcall/e2e/support/process";
import { OWN_MOUNTS } from "../programs.ts";
import { Tampering } from "../tampering.ts";
import { gentle, harsh, type Mishap } from "./mishap.ts";

const END_MS = 75_000;
const REFUSAL_MS = 20_000;
/** More than a log holds before it is folded into the database: 16 MiB at 10 kB for each event. */
const EVENTS_PER_FOLD = 1_600;

export const noRoomToFold: Mishap = {
  name: "a disk that is full just for the database, when its log is folded into it",
  async happen(stage) {
    const { publishers } = stage;
    if (publishers === undefined) throw new Error("Cannot fill a log without publishers");
    const { program } = stage.server;
    const tamper = { calls: ["pwrite64", "write"], how: "error=ENOSPC", paths: [join(stage.dataDir, "callcall.db")] };
    const log = join(stage.scratch.path, `folds-${performance.now()}`);
    const tampering = await Tampering.begin(program.pid, tamper, log);
    await publishers.reach(publishers.acknowledged + EVENTS_PER_FOLD, 120_000);
    const refused = await tampering.end();
    await publishers.reach(publishers.acknowledged + 20);
    return gentle(
      refused === 0 && "no log was folded meanwhile",
      program.hasEnded && "it ended, though the log had room",
    );
  },
};

export const readOnlyWrites: Mishap = {
  name: "a file system that becomes read-only",
  async happen(stage) {
    const paths = ["callcall.db", "callcall.db-wal"].map((name) => join(stage.dataDir, name));
    const tamper = { calls: ["pwrite64", "write"], how: "error=EROFS", paths };
    const { program } = stage.server;
    await Tampering.begin(program.pid, tamper, join(stage.scratch.path, `writes-${performance.now()}`));
    const { code, signal } = await program.ended(END_MS);
    return harsh(code !== 1 && `it ended with ${code ?? signal} instead of 1`);
  },
};

export const readOnlyStart: Mishap = {
  name: "a start on a read-only file system",
  async happen(stage) {
    await stage.server.stop();
    const script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"';
    const under = [...OWN_MOUNTS, "sh", "-c", script, "sh", stage.dataDir];
    const program = callcall(["dev", "--port", "0", "--data-dir", stage.dataDir], { under });
    const { code, signal } = await program.ended(REFUSAL_MS).finally(() => program.signal("SIGKILL"));
    return gentle(
      code !== 1 && `it ended with ${code ?? signal} instead of 1`,
      !/read-only.*Choose another directory/.test(program.output()) &&
        `it does not say what to do: ${program.output()}`,
    );
  },
};
