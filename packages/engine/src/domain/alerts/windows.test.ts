import { expect, it } from "vitest";
import { readWindowSeconds, WINDOW_STEPS_SECONDS } from "./windows.ts";

it("rounds every window that a rule may have up to one of nine", () => {
  const read = new Set<number>();
  for (let seconds = 60; seconds <= 86_400; seconds++) {
    const step = readWindowSeconds(seconds);
    if (step < seconds) throw new Error(`${seconds} was rounded down to ${step}`);
    read.add(step);
  }
  expect([...read]).toEqual(WINDOW_STEPS_SECONDS);
  expect(read.size).toBe(9);
  expect([900, 901, 1_200].map(readWindowSeconds)).toEqual([900, 1_800, 1_800]);
});
