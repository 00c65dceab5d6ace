/** When what has had its time, how fast it is removed, and how much of the disk is given back. All of it is pure. */
import type { Space, Sweep, SweepSubject } from "@callcall/store";
import { jumpBetween } from "../runtime/jump-watch.ts";
import type { EngineSettings } from "../runtime/settings.ts";

export type KeptTimes = Pick<EngineSettings, "eventsKeptMs" | "payloadsKeptMs" | "auditKeptMs">;

/** A walk through one kind of thing, of which each step is a command. */
export type PlannedSweep = Pick<Sweep, "subject" | "fromMs" | "beforeMs" | "endedBeforeMs">;

/** Up to where each walk has come: what is older was looked at. */
export type Frontier = Readonly<Partial<Record<SweepSubject, number>>>;

/** Whoever sends an old event again can see for a day what came of it, whatever its age. */
const ENDED_SHOWN_MS = 86_400_000;

/**
 * The walks of one turn. A whole one begins at the beginning: what stayed because it was owed to somebody may have
 * ended since. The others look only at what has had its time since the turn before.
 */
export function planSweeps(kept: KeptTimes, nowMs: number, frontier: Frontier): readonly PlannedSweep[] {
  const { eventsKeptMs, payloadsKeptMs, auditKeptMs } = kept;
  const sweep = (subject: SweepSubject, keptMs: number | null): PlannedSweep[] => {
    if (keptMs === null) return [];
    const endedBeforeMs = nowMs - Math.min(keptMs, ENDED_SHOWN_MS);
    return [{ subject, fromMs: frontier[subject] ?? 0, beforeMs: nowMs - keptMs, endedBeforeMs }];
  };
  const arePayloadsFirst = payloadsKeptMs !== null && (eventsKeptMs === null || payloadsKeptMs < eventsKeptMs);
  return [
    ...sweep("events", eventsKeptMs),
    ...(arePayloadsFirst ? sweep("payloads", payloadsKeptMs) : []),
    ...sweep("audit", auditKeptMs),
  ];
}

export interface Rhythm {
  /** Between turns. */
  readonly everyMs: number;
  /** Between turns that look at everything. */
  readonly wholeEveryMs: number;
}

/** Once a minute, and everything once an hour; more often where things are kept for minutes only. */
export function rhythmOf({ eventsKeptMs, payloadsKeptMs, auditKeptMs }: KeptTimes): Rhythm {
  const shortestMs = Math.min(
    ...[eventsKeptMs, payloadsKeptMs, auditKeptMs].map((ms) => ms ?? Number.POSITIVE_INFINITY),
  );
  return {
    everyMs: Math.max(1_000, Math.min(60_000, shortestMs / 10)),
    wholeEveryMs: Math.max(1_000, Math.min(3_600_000, shortestMs)),
  };
}

export interface Pace {
  /** Rows of the next step. */
  readonly rows: number;
  /** How long to leave the writer to others before it. */
  readonly waitMs: number;
}

const ROWS_MIN = 50;
const ROWS_MAX = 500;
export const FIRST_PACE: Pace = { rows: ROWS_MIN, waitMs: 0 };
/** A step that took this long was too large, or has waited behind others: both mean to go slower. */
const SLOW_MS = 40;
const QUICK_MS = 15;
/** Of five commits' time, one is ours. */
const REST_PER_STEP = 4;
const REST_MIN_MS = 10;
const REST_MAX_MS = 2_000;

/** @param tookMs from handing the step in to knowing that it is on disk: what an acknowledgement takes at this moment */
export function nextPace({ rows }: Pace, tookMs: number): Pace {
  const wanted = tookMs > SLOW_MS ? rows / 2 : tookMs < QUICK_MS ? rows * 1.5 : rows;
  return {
    rows: Math.round(Math.min(ROWS_MAX, Math.max(ROWS_MIN, wanted))),
    waitMs: Math.min(REST_MAX_MS, Math.max(REST_MIN_MS, tookMs * REST_PER_STEP)),
  };
}

/** Given back in one step: pages are moved one by one, 64 of them in 2 to 6 ms. */
export const GIVEN_BACK_BYTES: number = 256 * 1024;
/** What is free is used again first: that much of it stays, so that a server in its stride moves nothing about. */
const SPARE_BYTES = 1024 * 1024;
const SPARE_PART = 0.1;

/** How much is free beyond what will soon be used again. */
export function surplusBytes({ bytes, freeBytes, canGiveBack }: Space): number {
  if (!canGiveBack) return 0;
  return Math.max(0, freeBytes - SPARE_BYTES - (bytes - freeBytes) * SPARE_PART);
}

/** Both clocks at one moment. */
export interface Moment {
  readonly nowMs: number;
  readonly monotonicMs: number;
}

/** More than this between two turns that the other clock knows nothing of. */
const JUMP_MS = 3_600_000;

/** Whether the wall clock was set forward: by it everything would suddenly be old. */
export function hasJumped(before: Moment, now: Moment): boolean {
  return jumpBetween(before.nowMs - before.monotonicMs, now.nowMs - now.monotonicMs) > JUMP_MS;
}
