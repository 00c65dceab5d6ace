import { expect, it } from "vitest";
import type { Clock, Timers } from "../runtime/clock.ts";
import { inTurns, onePerTurn } from "./turns.ts";

/** A clock that is set by hand, and turns of an event loop that are taken by hand. */
function loop() {
  let nowMs = 0;
  let next: (() => void)[] = [];
  const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
  const timers: Timers = {
    after: () => ({ cancel: () => {} }),
    soon: (callback) => void next.push(callback),
  };
  return {
    clock,
    timers,
    pass: (ms: number) => {
      nowMs += ms;
    },
    async turn() {
      const due = next;
      next = [];
      for (const callback of due) callback();
      await new Promise(setImmediate);
    },
  };
}

it("goes on at once while a turn is short, and waits for the next one where it was long", async () => {
  const { clock, timers, pass, turn } = loop();
  const pause = inTurns(clock, timers);
  pass(1.9);
  expect(pause()).toBeUndefined();
  pass(0.1);
  let resumed = false;
  const paused = pause()?.then(() => {
    resumed = true;
  });
  expect(paused).toBeDefined();
  await new Promise(setImmediate);
  expect(resumed).toBe(false);
  pass(50);
  await turn();
  expect(resumed).toBe(true);
  // What others took in between is not this request's.
  expect(pause()).toBeUndefined();
});

it("begins one large step in each turn, in the order in which they were asked for", async () => {
  const { timers, turn } = loop();
  const begin = onePerTurn(timers);
  const begun: number[] = [];
  for (const step of [1, 2, 3]) void begin().then(() => begun.push(step));
  await new Promise(setImmediate);
  expect(begun).toEqual([1]);
  await turn();
  expect(begun).toEqual([1, 2]);
  await turn();
  expect(begun).toEqual([1, 2, 3]);
});
