import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Throttle } from "./throttle.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("runs at once, then once for all that came in between, and never more often", () => {
  const runs: number[] = [];
  const throttle = new Throttle(100, () => runs.push(Date.now()));
  const start = Date.now();
  for (let ms = 0; ms < 350; ms += 10) {
    throttle.call();
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(500);
  expect(runs.map((at) => at - start)).toEqual([0, 100, 200, 300, 400]);
});

it("does nothing more after it was stopped", () => {
  const run = vi.fn();
  const throttle = new Throttle(100, run);
  throttle.call();
  throttle.call();
  throttle.stop();
  vi.advanceTimersByTime(500);
  expect(run).toHaveBeenCalledTimes(1);
});
