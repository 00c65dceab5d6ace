/**
 * The two clocks and the timers, as ports. Wall time stamps and schedules; monotonic time measures and
 * bounds, so that a wall-clock jump neither loses nor hastens anything. The only file of the engine
 * that may touch the globals: everything else is handed these, and a simulator hands in its own.
 */
export interface Clock {
  /** Milliseconds since the epoch, whole. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start, fractional, never going back. */
  monotonicMs(): number;
}

export interface Timer {
  cancel(): void;
}

export interface Timers {
  /** Call back once, at the earliest after `ms` milliseconds. */
  after(ms: number, callback: () => void): Timer;
  /** Call back once the present turn of the event loop, and the I/O it has ready, is done. */
  soon(callback: () => void): void;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

// setTimeout takes 32 bits; beyond that it fires at once. Callers re-arm for what is left.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const systemTimers: Timers = {
  after(ms, callback) {
    const handle = setTimeout(callback, Math.min(Math.max(0, ms), LONGEST_TIMEOUT_MS));
    return { cancel: () => clearTimeout(handle) };
  },
  soon: (callback) => void setImmediate(callback),
};
