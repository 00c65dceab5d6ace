import { prepareCommands } from "../commands/index.ts";
import { prepareRollups } from "../commands/rollups.ts";
import { type Commit, prepareCommit } from "../commit.ts";
import type { Database } from "../driver.ts";

/** The writer of a database: its commands, and the transaction around them. */
export function prepareWriter(write: Database): Commit {
  const rollups = prepareRollups(write);
  return prepareCommit(write, prepareCommands(write, rollups), rollups);
}
