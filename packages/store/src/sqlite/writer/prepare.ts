import { prepareCheckpoint } from "../checkpoint.ts";
import { prepareCommands } from "../commands/index.ts";
import { prepareRollups } from "../commands/rollups.ts";
import { type Commit, prepareCommit } from "../commit.ts";
import type { Database } from "../driver.ts";

/** The writer of a database: its commands, the transaction around them, and the checkpoints after it. */
export function prepareWriter(write: Database): Commit {
  const rollups = prepareRollups(write);
  return prepareCommit(write, prepareCommands(write, rollups), rollups, prepareCheckpoint(write));
}
