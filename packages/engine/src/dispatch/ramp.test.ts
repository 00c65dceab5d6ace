import { expect, it } from "vitest";
import { Ramp } from "./ramp.ts";

it("is no bound until something has recovered", () => {
  const ramp = new Ramp();
  ramp.answered(true, 16);
  expect(ramp.window).toBe(Number.POSITIVE_INFINITY);
});

it("grows from one by each success, halves at a failure, and is over at the cap", () => {
  const ramp = new Ramp();
  ramp.restart();
  const windows = [ramp.window];
  for (const failed of [false, false, false, true, true, true, false]) {
    ramp.answered(failed, 16);
    windows.push(ramp.window);
  }
  expect(windows).toEqual([1, 2, 3, 4, 2, 1, 1, 2]);
  for (let n = 0; n < 14; n++) ramp.answered(false, 16);
  expect(ramp.window).toBe(Number.POSITIVE_INFINITY);
});
