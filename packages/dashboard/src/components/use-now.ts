import { useSyncExternalStore } from "react";

interface Clock {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => number;
}

/** One timer for all who look at the clock, however many rows a list has; none while nobody does. */
function createClock(everyMs: number): Clock {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: number | undefined;
  return {
    subscribe(listener) {
      listeners.add(listener);
      timer ??= window.setInterval(() => {
        now = Date.now();
        for (const each of listeners) each();
      }, everyMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        window.clearInterval(timer);
        timer = undefined;
      };
    },
    read() {
      // While the timer stands still, so does its last reading.
      if (timer === undefined && Math.abs(Date.now() - now) >= everyMs) now = Date.now();
      return now;
    },
  };
}

const everySecond = createClock(1_000);

/** Milliseconds since the epoch, new every second. */
export function useNow(): number {
  return useSyncExternalStore(everySecond.subscribe, everySecond.read);
}
