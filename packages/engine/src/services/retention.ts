import { Problem } from "@callcall/contract";
import type { ReadStore, Space, Sweep, SweepPosition, SweepResult, SweepSubject } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import {
  FIRST_PACE,
  type Frontier,
  GIVEN_BACK_BYTES,
  hasJumped,
  type KeptTimes,
  type Moment,
  nextPace,
  type Pace,
  type PlannedSweep,
  planSweeps,
  rhythmOf,
  surplusBytes,
} from "../domain/retention.ts";
import type { Clock, Timer, Timers } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import type { Observe } from "../telemetry/observe.ts";

interface RetentionPorts {
  readonly store: Pick<ReadStore, "space">;
  readonly commit: GroupCommit;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly kept: KeptTimes;
  readonly observe?: Observe | undefined;
}

/** Where the removal of what has had its time stands. */
export interface RetentionProgress {
  /** When it last came to an end; null: not yet in this process. */
  readonly sweptMs: number | null;
  /** Whether it is at work: what is found at the start may take hours. */
  readonly sweeping: boolean;
  /** When the oldest event was accepted that is still there, of all accounts; null: none is, or it is not known yet. */
  readonly oldestMs: number | null;
  /** Events that have had their time and stay, as somebody is still owed them. */
  readonly held: number;
  /** What the data takes on disk; null: not looked at yet. */
  readonly space: Space | null;
  /** Since the process started. */
  readonly removed: Readonly<Record<"events" | "payloads" | "audit", number>>;
}

/** Removes what has had its time: a little in each step, and nothing that is owed to anybody. */
export interface Retention {
  start(): void;
  progress(): RetentionProgress;
  /** Resolves when the step under way is done. What is left is the next start's. */
  close(): Promise<void>;
}

type Removed = Record<SweepSubject, number>;

/** What a walk has seen so far. */
interface Tally {
  readonly removed: number;
  readonly held: number;
  readonly oldestMs: number | null;
}

/** After the wall clock was set forward: time for whoever did it by mistake to set it back. */
const AFTER_JUMP_MS = 3_600_000;
/** Before a step that was refused is tried again: whoever publishes goes first. */
const REFUSED_MS = 1_000;

export function createRetention({ store, commit, clock, timers, log, kept, observe }: RetentionPorts): Retention {
  const rhythm = rhythmOf(kept);
  const total: Removed = { events: 0, payloads: 0, audit: 0 };
  let pace: Pace = FIRST_PACE;
  let frontier: Frontier = {};
  let wholeAtMs = 0;
  let seen: Moment | undefined;
  let heldUntilMs = 0;
  let last: Omit<RetentionProgress, "sweeping" | "removed"> = { sweptMs: null, oldestMs: null, held: 0, space: null };
  let sweeping = false;
  let timer: Timer | undefined;
  let wake: (() => void) | undefined;
  let turning: Promise<void> = Promise.resolve();
  let closed = false;

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
      timer = timers.after(ms, resolve);
    });
  }

  /** Hand in one step, when there is room, and learn from how long it took. */
  async function step<Result>(submit: () => Promise<Result>): Promise<Result | undefined> {
    while (!closed) {
      const startedMs = clock.monotonicMs();
      try {
        const result = await submit();
        pace = nextPace(pace, clock.monotonicMs() - startedMs);
        return result;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "unavailable") throw error;
        pace = FIRST_PACE;
        await pause(REFUSED_MS);
      }
    }
    return undefined;
  }

  /** Walk to the end; undefined when it was cut short. */
  async function walk(sweep: PlannedSweep): Promise<Tally | undefined> {
    let tally: Tally = { removed: 0, held: 0, oldestMs: null };
    let after: SweepPosition | null = null;
    for (;;) {
      const command: Sweep = { kind: "retention.sweep", ...sweep, after, limit: pace.rows };
      const result: SweepResult | undefined = await step(() => commit.submitIfRoom(command));
      if (result === undefined) return undefined;
      total[sweep.subject] += result.removed;
      tally = {
        removed: tally.removed + result.removed,
        held: tally.held + result.held,
        oldestMs: earlier(tally.oldestMs, result.oldestMs),
      };
      if (result.next === null) return tally;
      after = result.next;
      await pause(pace.waitMs);
      if (closed) return undefined;
    }
  }

  /** What was removed leaves room in the file: more than is soon used again goes back to the file system. */
  async function giveBack(): Promise<void> {
    let space = await store.space();
    last = { ...last, space };
    while (surplusBytes(space) >= GIVEN_BACK_BYTES && !closed) {
      const result = await step(() => commit.submitIfRoom({ kind: "space.give_back", bytes: GIVEN_BACK_BYTES }));
      if (result === undefined || result.space.freeBytes >= space.freeBytes) return;
      space = result.space;
      last = { ...last, space };
      await pause(pace.waitMs);
    }
  }

  /** By a clock that was set forward everything is old. Nothing is removed until it has stayed so for an hour. */
  function isClockTrusted(now: Moment): boolean {
    if (seen !== undefined && hasJumped(seen, now)) {
      heldUntilMs = now.monotonicMs + AFTER_JUMP_MS;
      log.warn({}, "the clock was set forward: nothing is removed for an hour, set it back if that was a mistake");
    }
    seen = now;
    return now.monotonicMs >= heldUntilMs;
  }

  async function turn(): Promise<void> {
    const now = { nowMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
    if (!isClockTrusted(now)) return;
    const isWhole = now.monotonicMs >= wholeAtMs;
    if (isWhole) frontier = {};
    const before = { ...total };
    for (const sweep of planSweeps(kept, now.nowMs, frontier)) {
      const tally = await walk(sweep);
      if (tally === undefined) return;
      frontier = { ...frontier, [sweep.subject]: sweep.beforeMs };
      if (sweep.subject !== "events") continue;
      last = { ...last, oldestMs: tally.oldestMs, ...(isWhole ? { held: tally.held } : {}) };
    }
    if (isWhole) wholeAtMs = now.monotonicMs + rhythm.wholeEveryMs;
    await giveBack();
    last = { ...last, sweptMs: clock.nowMs() };
    report(before, clock.monotonicMs() - now.monotonicMs);
  }

  function report(before: Removed, tookMs: number): void {
    const events = total.events - before.events;
    const payloads = total.payloads - before.payloads;
    const audit = total.audit - before.audit;
    observe?.({ step: "retention.swept", events, payloads, audit, held: last.held, sweepMs: tookMs });
    if (events === 0 && payloads === 0 && audit === 0) return;
    log.info({ events, payloads, audit, held: last.held, took_ms: Math.round(tookMs) }, "removed what had its time");
  }

  function run(): void {
    sweeping = true;
    turning = turn()
      .catch((error) => log.warn({ err: error }, "cannot remove what had its time yet"))
      .then(() => {
        sweeping = false;
        if (!closed) timer = timers.after(rhythm.everyMs, run);
      });
  }

  return {
    // At once: what an earlier process did not finish is here.
    start: run,
    progress: () => ({ ...last, sweeping, removed: { ...total } }),
    async close() {
      closed = true;
      timer?.cancel();
      wake?.();
      await turning;
    },
  };
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
