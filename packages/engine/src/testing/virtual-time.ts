import type { Clock, Timers } from "../runtime/clock.ts";

/** Time that passes only when a test says so, the same way in every run. */
export interface VirtualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Let this much time pass: what is due runs, in order, each with all that follows from it. */
  advance(ms: number): Promise<void>;
  /** Let everything happen that needs no time to pass. */
  settle(): Promise<void>;
  /** How many timers are set. */
  waiting(): number;
  /** Set the wall clock forward or, with a negative number, back. */
  step(ms: number): void;
}

interface Alarm {
  readonly atMs: number;
  readonly callback: () => void;
}

/** 2025-02-07T02:55:00Z */
export const VIRTUAL_START_MS = 1_738_896_900_000;

export function createVirtualTime(startMs: number = VIRTUAL_START_MS): VirtualTime {
  let elapsedMs = 0;
  let wallOffsetMs = startMs;
  let immediate: (() => void)[] = [];
  const alarms = new Set<Alarm>();

  function firstDue(untilMs: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of alarms) {
      if (alarm.atMs <= untilMs && (first === undefined || alarm.atMs < first.atMs)) first = alarm;
    }
    return first;
  }

  async function settle(): Promise<void> {
    do {
      const callbacks = immediate;
      immediate = [];
      for (const callback of callbacks) callback();
      // A real turn of the event loop: every microtask there is runs before it.
      await new Promise<void>((resolve) => setImmediate(resolve));
    } while (immediate.length > 0);
  }

  return {
    clock: {
      nowMs: () => Math.floor(wallOffsetMs + elapsedMs),
      monotonicMs: () => elapsedMs,
    },
    timers: {
      after(ms, callback) {
        const alarm = { atMs: elapsedMs + Math.max(0, ms), callback };
        alarms.add(alarm);
        return { cancel: () => void alarms.delete(alarm) };
      },
      soon: (callback) => void immediate.push(callback),
    },
    settle,
    waiting: () => alarms.size,
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let due = firstDue(untilMs); due !== undefined; due = firstDue(untilMs)) {
        alarms.delete(due);
        elapsedMs = Math.max(elapsedMs, due.atMs);
        due.callback();
        await settle();
      }
      elapsedMs = untilMs;
    },
    step: (ms) => {
      wallOffsetMs += ms;
    },
  };
}
