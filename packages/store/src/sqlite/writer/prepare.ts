import { prepareCheckpoint } from "../checkpoint.ts";
import { prepareCommands } from "../commands/index.ts";
import { prepareRollups } from "../commands/rollups.ts";
import { type Commit, prepareCommit, type Upkeep } from "../commit.ts";
import { prepareCustody } from "../custody.ts";
import type { Database } from "../driver.ts";

/** The writer of a database: its commands, the transaction around them, and what is seen to before and after it. */
export function prepareWriter(write: Database): Commit {
  const rollups = prepareRollups(write);
  return prepareCommit(write, prepareCommands(write, rollups), rollups, prepareUpkeep(write));
}

function prepareUpkeep(write: Database): Upkeep {
  const custody = prepareCustody(write);
  const foldLog = prepareCheckpoint(write);
  return {
    before: custody.check,
    after() {
      if (foldLog()) custody.renew();
    },
  };
}
