import { setTimeout as pause } from "node:timers/promises";
import { callcall } from "@callcall/e2e/support/process";
import { gentle, harsh, type Mishap } from "./mishap.ts";

const LONGEST_STOP_MS = 400;
const LONGEST_COMPACT_MS = 1_200;

export const stopKilled: Mishap = {
  name: "killed while it stops",
  async happen(stage, random) {
    const { program } = stage.server;
    program.signal("SIGTERM");
    await pause(random.below(LONGEST_STOP_MS));
    const { code, signal } = await program.kill();
    return harsh(code !== 0 && signal !== "SIGKILL" && `it ended with ${code ?? signal}`);
  },
};

export const stopTwice: Mishap = {
  name: "SIGTERM twice",
  async happen(stage, random) {
    const { program } = stage.server;
    program.signal("SIGTERM");
    await pause(random.below(LONGEST_STOP_MS));
    program.signal("SIGTERM");
    const { code, signal } = await program.ended();
    return harsh(code !== 0 && code !== 1 && `it ended with ${code ?? signal} instead of 1, or 0 where it was done`);
  },
};

export const compactKilled: Mishap = {
  name: "callcall compact, killed",
  async happen(stage, random) {
    await stage.server.stop();
    const compacting = callcall(["compact", "--data-dir", stage.dataDir]);
    await pause(random.below(LONGEST_COMPACT_MS));
    await compacting.kill();
    return gentle();
  },
};
