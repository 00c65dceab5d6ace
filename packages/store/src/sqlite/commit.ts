/**
 * One commit: all commands in one transaction, synced once.
 *
 * Commands run bare. A savepoint around each would keep a command that throws from taking the others along,
 * but costs a third of the throughput for what only a bug can cause; so the isolation is paid for when needed:
 * the transaction is rolled back and the commands, which are plain values, run again, each in a savepoint.
 *
 * What the commands count is noted as they run and written at the end, once for each figure: a command that is
 * rolled back takes its notes along.
 */
import type { WriteCommand, WriteResult } from "../port/commands.ts";
import type { StoreError } from "../port/store.ts";
import type { Apply } from "./commands/index.ts";
import type { Rollups } from "./commands/rollups.ts";
import { type Database, prepare } from "./driver.ts";
import { asStoreError, storeError, storeFailure } from "./errors.ts";

/** `acknowledge` is called as soon as the commit is synced, before the files are seen to: folding the log takes 20 ms. */
export type Commit = (
  commands: readonly WriteCommand[],
  acknowledge?: (results: readonly WriteResult[]) => void,
) => readonly WriteResult[];

/** The files behind the commits. What throws `io` here ends the commits, as a sync that fails does. */
export interface Upkeep {
  before(): void;
  after(): void;
}

export function prepareCommit(database: Database, apply: Apply, rollups: Rollups, files: Upkeep): Commit {
  // IMMEDIATE: the write lock is taken here or not at all, never half-way through.
  const begin = prepare(database, "BEGIN IMMEDIATE");
  const commit = prepare(database, "COMMIT");
  const rollback = prepare(database, "ROLLBACK");
  const savepoint = prepare(database, "SAVEPOINT command");
  const release = prepare(database, "RELEASE command");
  const rollbackTo = prepare(database, "ROLLBACK TO command");
  let broken: StoreError | undefined;

  function applyAlone(command: WriteCommand): WriteResult {
    savepoint.run();
    const mark = rollups.mark();
    try {
      return apply(command);
    } catch (error) {
      if (storeFailure(error) !== undefined) throw error;
      rollbackTo.run();
      rollups.undo(mark);
      return { kind: "rejected", error: error instanceof Error ? error : new Error(String(error)) };
    } finally {
      // After a failure of the disk SQLite may have ended the transaction, and the savepoint with it.
      if (database.isTransaction) release.run();
    }
  }

  function transact(commands: readonly WriteCommand[], applyOne: Apply): readonly WriteResult[] {
    begin.run();
    rollups.begin();
    try {
      const results = commands.map(applyOne);
      rollups.flush();
      finish();
      rollups.committed();
      return results;
    } catch (error) {
      if (database.isTransaction) rollback.run();
      throw error;
    }
  }

  function finish(): void {
    try {
      commit.run();
    } catch (error) {
      // BUSY leaves the transaction open: it will be rolled back, and nothing was written. FULL means that the
      // log's last frame, the one that counts, does not fit. After any other failure the frames may be whole on
      // disk, and a recovery would find them, so nobody can say.
      if (database.isTransaction || storeFailure(error) === "full") throw error;
      throw storeError("ambiguous", error);
    }
  }

  function transactTwice(commands: readonly WriteCommand[]): readonly WriteResult[] {
    try {
      return transact(commands, apply);
    } catch (error) {
      if (storeFailure(error) !== undefined) throw error;
      return transact(commands, applyAlone);
    }
  }

  /** What was committed before it is synced and stays so, whatever comes of this. */
  function tidy(): void {
    try {
      files.after();
    } catch (error) {
      if (storeFailure(error) === "io") broken = storeError("io", error);
    }
  }

  return (commands, acknowledge = () => {}) => {
    if (broken !== undefined) throw broken;
    try {
      files.before();
      const results = commands.length === 0 ? [] : transactTwice(commands);
      acknowledge(results);
      tidy();
      return results;
    } catch (error) {
      // A failed sync is not tried again: the kernel may have dropped the very pages, and would then report success.
      const reason = storeFailure(error);
      if (reason === "io" || reason === "ambiguous") broken = storeError("io", error);
      throw asStoreError(error);
    }
  };
}
