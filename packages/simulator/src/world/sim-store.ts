import { type ReadStore, type Store, StoreError, type WriteCommand, type WriteResult } from "@callcall/store";
import type { FaultPoint } from "../plan/faults.ts";
import type { Rng } from "../runtime/rng.ts";
import type { Owner } from "../runtime/scheduler.ts";
import { lookForSwept } from "./look-for-swept.ts";
import type { Machine } from "./machine.ts";

/** Commits that reach the store though the process that made them is gone. */
export type LateWrites = (commands: readonly WriteCommand[]) => void;

/** The disk is full until then, in virtual milliseconds. */
export interface DiskSpace {
  fullUntilMs: number;
}

/** A fresh one each time: whoever waits for a promise is remembered by it, and a whole engine with him. */
function never(): Promise<never> {
  return new Promise(() => {});
}

/**
 * The store as a process has it: commits take their time, fail, and may be the last thing that the process does.
 * Under it is the real store; what that has carried out is entered in the ledger.
 */
export function createSimStore(
  real: Store,
  machine: Machine,
  owner: Owner,
  rng: Rng,
  space: DiskSpace,
  lateWrites: LateWrites,
): Store {
  const { scheduler, deck, ledger, disk, trace } = machine;
  const [minMs, maxMs] = machine.plan.node.commitMs;
  let broken = false;

  /** Fires the fault if the plan says so; the kinds of its commands decide which points a commit passes. */
  const passes = (point: FaultPoint): boolean => deck.pass(point) !== undefined;

  async function carryOut(commands: readonly WriteCommand[]): Promise<readonly WriteResult[]> {
    const results = await real.commit(commands);
    ledger.apply(commands, results);
    if (commands.some(({ kind }) => kind === "retention.sweep")) await lookForSwept(real, ledger, machine);
    return results;
  }

  async function commit(commands: readonly WriteCommand[]): Promise<readonly WriteResult[]> {
    const accepts = commands.some(({ kind }) => kind === "events.accept");
    const settles = commands.filter(({ kind }) => kind === "attempt.settle");
    const advances = commands.filter(({ kind }) => kind === "replay_job.advance");
    if (broken) throw new StoreError("io", "the disk refuses since a commit failed (simulated)");
    if (space.fullUntilMs > scheduler.nowMs) {
      deck.fired("F23");
      throw new StoreError("full", "no space is left (simulated)");
    }
    if (passes("F22")) throw new StoreError("unavailable", "the database is busy (simulated)");
    if (passes("F24")) {
      broken = true;
      throw new StoreError("io", "the file system is read-only (simulated)");
    }
    if (accepts && passes("F1")) return die("before a transaction that accepts events (F1)");
    if (advances.length > 0 && passes("F17")) return die("in the middle of a replay job (F17)");
    if (settles.length > 0 && passes("F12")) return die("with a response in hand, before its settle (F12)");
    if (settles.length + advances.length > 0 && passes("F14")) {
      machine.kill("stalls, and another takes over (F14)");
      lateWrites([...settles, ...advances]);
      return never();
    }
    const results = await carryOutOrTear(commands);
    if (results === undefined) return never();
    if (passes("F4") || (settles.length > 0 && passes("F13"))) {
      broken = true;
      throw new StoreError("ambiguous", "the commit failed half-way and may have taken effect (simulated)");
    }
    if (passes("F3")) return die("after COMMIT, before anybody is answered (F3)");
    return results;
  }

  /** F2: the transaction is not finished in the log, and so never was. */
  async function carryOutOrTear(commands: readonly WriteCommand[]): Promise<readonly WriteResult[] | undefined> {
    if (!passes("F2")) return carryOut(commands);
    const before = disk.logBytes();
    const results = await real.commit(commands);
    const after = disk.logBytes();
    if (after <= before) {
      // The log was begun anew, and its length does not tell where this transaction stands in it: it stays whole.
      ledger.apply(commands, results);
      return die("after a transaction that begins the log anew (F2)");
    }
    machine.kill("inside a transaction (F2)", before + Math.floor((after - before) * rng.fraction()));
    return undefined;
  }

  function die(why: string): Promise<never> {
    machine.kill(why);
    return never();
  }

  /** Answers arrive a little after the transaction; the dead hear nothing. */
  function later<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      scheduler.after(rng.int(minMs, maxMs), owner, () => {
        work().then(
          (result) => void scheduler.after(rng.fraction(), owner, () => resolve(result)),
          (error) => void scheduler.after(rng.fraction(), owner, () => reject(error)),
        );
      });
    });
  }

  const own: Pick<Store, "commit" | "close"> = {
    commit(commands) {
      if (!owner.alive) return never();
      trace.note(`commit ${commands.map(({ kind }) => kind).join(" ")}`);
      return later(() => commit(commands));
    },
    close: () => real.close(),
  };

  const reads = new Set<keyof ReadStore>(["dueDeliveries", "pendingInOrder", "nextDueMs", "event", "subscriptions"]);

  return new Proxy(real, {
    get(target, name: keyof Store) {
      if (name === "commit" || name === "close") return own[name];
      const read = target[name] as (...parameters: unknown[]) => Promise<unknown>;
      return (...parameters: unknown[]) => {
        if (!owner.alive) return never();
        if (reads.has(name) && passes("F22b")) {
          return Promise.reject(new StoreError("unavailable", "the database is busy (simulated)"));
        }
        return read(...parameters);
      };
    },
  });
}
