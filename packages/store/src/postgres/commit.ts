/**
 * One commit: all commands in one transaction. The hot ones are gathered into statements of many rows; see batches.
 *
 * A statement that fails takes the transaction along, and a savepoint around each would cost a third of all
 * statements for what only a bug can cause; so the isolation is paid for when needed: the transaction is rolled back
 * and the commands, which are plain values, run again one by one, each in a savepoint.
 */
import type { WriteCommand, WriteResult } from "../port/commands.ts";
import { type Batch, batches } from "./batches.ts";
import type { ApplyBatch } from "./commands/index.ts";
import type { Rollups } from "./commands/rollups.ts";
import { prepare } from "./driver.ts";
import { asStoreError, isConflict, storeFailure } from "./errors.ts";
import type { Writer } from "./writer.ts";

/** How often a commit is tried again that a deadlock has rolled back. */
const CONFLICTS_MAX = 5;

export type Commit = (commands: readonly WriteCommand[]) => Promise<readonly WriteResult[]>;

export function prepareCommit(writer: Writer, apply: ApplyBatch, rollups: Rollups): Commit {
  const savepoint = prepare(writer.database, "SAVEPOINT command");
  const release = prepare(writer.database, "RELEASE SAVEPOINT command");
  const rollbackTo = prepare(writer.database, "ROLLBACK TO SAVEPOINT command");

  async function applyAlone(batch: Batch): Promise<readonly WriteResult[]> {
    await savepoint.run();
    const mark = rollups.mark();
    try {
      const results = await apply(batch);
      await release.run();
      return results;
    } catch (error) {
      if (storeFailure(error) !== undefined) throw error;
      await rollbackTo.run();
      rollups.undo(mark);
      return [{ kind: "rejected", error: error instanceof Error ? error : new Error(String(error)) }];
    }
  }

  async function transact(groups: readonly Batch[], applyOne: ApplyBatch): Promise<readonly WriteResult[]> {
    const results = await writer.transact(async () => {
      rollups.begin();
      const all: WriteResult[] = [];
      for (const group of groups) {
        const own = await applyOne(group);
        group.places.forEach((place, index) => {
          const result = own[index];
          if (result !== undefined) all[place] = result;
        });
      }
      await rollups.flush();
      return all;
    });
    rollups.committed();
    return results;
  }

  async function commit(commands: readonly WriteCommand[]): Promise<readonly WriteResult[]> {
    try {
      return await transact(batches(commands), apply);
    } catch (error) {
      if (storeFailure(error) !== undefined) throw error;
      return await transact(batches(commands, 1), applyAlone);
    }
  }

  return async (commands) => {
    if (commands.length === 0) return [];
    for (let conflicts = 0; ; conflicts++) {
      try {
        return await commit(commands);
      } catch (error) {
        if (!isConflict(error) || conflicts === CONFLICTS_MAX) throw asStoreError(error);
      }
    }
  };
}
