import { copyFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Stage } from "../stage.ts";
import { harsh, type Mishap } from "./mishap.ts";

/** It ends at its next commit. */
const END_MS = 30_000;

interface Meddling {
  readonly name: string;
  readonly file: string;
  /** @param aside a place for what is taken away */
  meddle(path: string, aside: string): Promise<void>;
  /** Once the server has ended. */
  mend(path: string, aside: string): Promise<void>;
}

/** Somebody handles the files of the server while it runs, and puts them back as they were. */
function meddled({ name, file, meddle, mend }: Meddling): Mishap {
  return {
    name,
    async happen(stage) {
      const path = join(stage.dataDir, file);
      const aside = join(stage.scratch.path, "aside");
      await meddle(path, aside);
      const fault = await endsByItself(stage);
      await mend(path, aside);
      return harsh(fault);
    },
  };
}

async function endsByItself({ server: { program } }: Stage): Promise<string | false> {
  const exit = await program.ended(END_MS).catch(() => undefined);
  if (exit === undefined) {
    await program.kill();
    return "it went on";
  }
  if (exit.code !== 1) return `it ended with ${exit.code ?? exit.signal} instead of 1`;
  return !/another program has/.test(program.output()) && `it does not say why it ended:\n${program.output()}`;
}

const putBack = (path: string, aside: string): Promise<void> => rename(aside, path);

export const databaseMoved: Mishap = meddled({
  name: "the database moved away",
  file: "callcall.db",
  meddle: rename,
  mend: putBack,
});

export const databaseReplaced: Mishap = meddled({
  name: "a copy put in the place of the database",
  file: "callcall.db",
  async meddle(path, aside) {
    await rename(path, aside);
    await copyFile(aside, path);
  },
  mend: putBack,
});

export const logMoved: Mishap = meddled({
  name: "the log moved away",
  file: "callcall.db-wal",
  meddle: rename,
  mend: putBack,
});

export const lockRemoved: Mishap = meddled({
  name: "the lock removed, as if it were a stale one",
  file: "callcall.db.lock",
  meddle: (path) => rm(path),
  mend: async () => {},
});
