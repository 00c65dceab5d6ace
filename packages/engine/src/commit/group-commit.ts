import { Problem } from "@callcall/contract";
import {
  isFatal,
  type ResultOf,
  StoreError,
  type WriteCommand,
  type WriteResult,
  type WriteStore,
} from "@callcall/store";
import type { Clock, Timers } from "../runtime/clock.ts";
import type { Observe } from "../telemetry/observe.ts";

/**
 * The one writer of a node: commands that arrive within a turn of the event loop, or while a commit is
 * under way, share the next transaction and its one sync to disk. 100 rows in a commit cost about as
 * much disk time as one, so the rate grows with the load instead of falling.
 */
export interface GroupCommit {
  /**
   * Resolves when the command is on stable storage; commands keep their order.
   * Rejects with `StoreError` when the commit failed, and with the command's own error when only it did.
   */
  submit<Command extends WriteCommand>(command: Command): Promise<ResultOf<Command>>;
  /** As submit, but refused with `unavailable` while too much is waiting: for work that can be asked for again. */
  submitIfRoom<Command extends WriteCommand>(command: Command): Promise<ResultOf<Command>>;
  /**
   * As submit, but what is submitted later never commits before it: while the store is full or away, it keeps its place
   * and is tried again, until it is taken, or `idle` waits for the end.
   */
  submitInPlace<Command extends WriteCommand>(command: Command): Promise<ResultOf<Command>>;
  /** Commands that no transaction has taken up yet. */
  readonly waiting: number;
  /** Resolves once everything submitted so far is settled. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly command: WriteCommand;
  /** Rows that it writes, about. */
  readonly rows: number;
  /** Payload that it keeps in memory. */
  readonly bytes: number;
  /** Its place is kept while the store can take nothing. */
  readonly inPlace: boolean;
  resolve(result: WriteResult): void;
  reject(error: unknown): void;
}

/** Rows in one transaction: 1,000 take 4 to 10 ms, and so long the event loop is held. */
const ROWS_PER_COMMIT = 1_000;
/**
 * A commit costs a third of a millisecond of processor time whatever is in it. Eight commands that came while the last
 * one ran show that others are on their way, and that waiting for them pays; a hundred are worth their commit. How many
 * the last commit held says nothing: it held those that were waited for as well, and a wait would be the reason for the
 * next one, at half the load that began it.
 */
const BUSY_COMMANDS = 8;
const ENOUGH_COMMANDS = 100;
/** How long the store is left alone when what must keep its place was refused. */
const REST_MS = 500;
/** Beyond any of these, the disk is behind by seconds: whoever publishes is asked to come back instead of filling memory. */
const WAITING_COMMANDS_MAX = 20_000;
/** Deliveries above all: a batch of 1,000 events for 50 webhooks is one command, and 50,000 rows in memory. */
const WAITING_ROWS_MAX = 100_000;
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

export interface CommitPorts {
  readonly store: WriteStore;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly observe: Observe | undefined;
  /** How long a busy node waits for more to come together; 0: not at all. */
  readonly gatherMs?: number;
  /** Called once, when the disk refuses to sync: nothing may be acknowledged any more. */
  onFatal(error: Error): void;
}

export function createGroupCommit(ports: CommitPorts): GroupCommit {
  const { store, clock, timers, observe, onFatal, gatherMs = 0 } = ports;
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let waitingRows = 0;
  let scheduled = false;
  let committing: Promise<void> | undefined;
  let resting = false;
  let closing = false;
  /** Commands that came while the last commit ran, and had to wait for it. */
  let overtaken = 0;
  let fatal = false;

  function isFull(): boolean {
    return (
      waiting.length >= WAITING_COMMANDS_MAX || waitingRows >= WAITING_ROWS_MAX || waitingBytes >= WAITING_BYTES_MAX
    );
  }

  function schedule(): void {
    if (scheduled || resting || committing !== undefined) return;
    scheduled = true;
    whenGathered(() => {
      scheduled = false;
      committing = commitWaiting().finally(() => {
        committing = undefined;
        overtaken = waiting.length;
        if (waiting.length > 0) schedule();
      });
    });
  }

  /** What comes alone does not wait. */
  function whenGathered(begin: () => void): void {
    const isBusy = overtaken >= BUSY_COMMANDS && waiting.length < ENOUGH_COMMANDS;
    overtaken = 0;
    if (gatherMs > 0 && isBusy) timers.after(gatherMs, begin);
    else timers.soon(begin);
  }

  async function commitWaiting(): Promise<void> {
    const batch = waiting.slice(0, countForOneCommit(waiting));
    waiting = waiting.slice(batch.length);
    for (const entry of batch) count(entry, -1);
    const startedAt = clock.monotonicMs();
    try {
      const results = await store.commit(batch.map((entry) => entry.command));
      observe?.({
        step: "commit.done",
        commands: batch.length,
        rows: batch.reduce((sum, { rows }) => sum + rows, 0),
        waiting: waiting.length,
        commitMs: clock.monotonicMs() - startedAt,
      });
      batch.forEach((entry, index) => {
        const result = results[index] as WriteResult;
        if (result.kind === "rejected") entry.reject(result.error);
        else entry.resolve(result);
      });
    } catch (error) {
      const mayKeep = isPassing(error) && !closing;
      const kept = mayKeep ? batch.filter(({ inPlace }) => inPlace) : [];
      for (const entry of batch) if (!mayKeep || !entry.inPlace) entry.reject(error);
      if (kept.length > 0) keepInPlace(kept);
      observe?.({
        step: "commit.failed",
        reason: error instanceof StoreError ? error.reason : "internal",
        commands: batch.length,
        commitMs: clock.monotonicMs() - startedAt,
      });
      if (fatal || !isFatal(error)) return;
      fatal = true;
      onFatal(error);
    }
  }

  function count({ bytes, rows }: Pick<Waiting, "bytes" | "rows">, sign: 1 | -1): void {
    waitingBytes += sign * bytes;
    waitingRows += sign * rows;
  }

  function keepInPlace(kept: readonly Waiting[]): void {
    for (const entry of kept) count(entry, 1);
    waiting = [...kept, ...waiting];
    resting = true;
    timers.after(REST_MS, () => {
      resting = false;
      schedule();
    });
  }

  function enter<Command extends WriteCommand>(command: Command, inPlace: boolean): Promise<ResultOf<Command>> {
    return new Promise((resolve, reject) => {
      const size = sizeOf(command);
      count(size, 1);
      waiting.push({ command, ...size, inPlace, resolve: resolve as (result: WriteResult) => void, reject });
      schedule();
    });
  }

  function submit<Command extends WriteCommand>(command: Command): Promise<ResultOf<Command>> {
    return enter(command, false);
  }

  return {
    submit,
    submitInPlace: (command) => enter(command, true),
    get waiting() {
      return waiting.length;
    },
    submitIfRoom(command) {
      if (isFull()) {
        observe?.({ step: "commit.shed", waiting: waiting.length, waitingBytes });
        return Promise.reject(
          new Problem("unavailable", "Cannot take more just now: the disk is behind", { retryAfterSeconds: 1 }),
        );
      }
      return submit(command);
    },
    async idle() {
      closing = true;
      // A settled commit may let others follow: look again until nothing is left.
      while (waiting.length > 0 || committing !== undefined) {
        await (committing ?? new Promise<void>((resolve) => timers.soon(resolve)));
      }
    },
  };
}

/** Nothing was written, and later it may be. */
function isPassing(error: unknown): boolean {
  return error instanceof StoreError && (error.reason === "full" || error.reason === "unavailable");
}

function sizeOf(command: WriteCommand): { readonly rows: number; readonly bytes: number } {
  if (command.kind === "retention.sweep") return { rows: command.limit, bytes: 0 };
  if (command.kind === "api_calls.add") return { rows: command.calls.length, bytes: 0 };
  if (command.kind !== "events.accept") return { rows: 1, bytes: 0 };
  let rows = 1;
  let bytes = 0;
  for (const { data, deliveries } of command.events) {
    rows += 1 + deliveries.length;
    bytes += data.length;
  }
  return { rows, bytes };
}

/** As many as fit, and at least one: a single command is never split. */
function countForOneCommit(waiting: readonly Waiting[]): number {
  let rows = 0;
  const tooMany = waiting.findIndex((entry) => {
    rows += entry.rows;
    return rows > ROWS_PER_COMMIT;
  });
  return tooMany === -1 ? waiting.length : Math.max(1, tooMany);
}
