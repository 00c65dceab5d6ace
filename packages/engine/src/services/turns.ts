import type { Clock, Timers } from "../runtime/clock.ts";

/**
 * How long one request may hold the event loop. A batch of 1,000 events takes several times as long to check, and with
 * schemas that cost all that a request may spend, a hundred times.
 */
const TURN_MS = 2;

/** Work in small steps: to be awaited between two of them, it waits for the next turn where the present one was long. */
export function inTurns(clock: Clock, timers: Timers): () => Promise<void> | undefined {
  let startedAt = clock.monotonicMs();
  return () => {
    if (clock.monotonicMs() - startedAt < TURN_MS) return undefined;
    return nextTurn(timers).then(() => {
      startedAt = clock.monotonicMs();
    });
  };
}

/** Work in large steps: the first may begin now, each of the others a turn after the one before, in the order asked. */
export function onePerTurn(timers: Timers): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    const mine = last;
    last = mine.then(() => nextTurn(timers));
    return mine;
  };
}

function nextTurn(timers: Timers): Promise<void> {
  return new Promise((resolve) => timers.soon(resolve));
}
