import { expect, test } from "vitest";
import { createTempo } from "./tempo.ts";

test("the rate of the last half minute, whatever was before", () => {
  const tempo = createTempo(0, 100);
  expect(tempo.perSecond(500)).toBe(0);
  for (let atMs = 250; atMs <= 60_000; atMs += 250) tempo.note(atMs, 100 + atMs / 10);
  expect(tempo.perSecond(60_000)).toBeCloseTo(100);
  for (let atMs = 60_250; atMs <= 120_000; atMs += 250) tempo.note(atMs, 6_100);
  expect(tempo.perSecond(120_000)).toBe(0);
});
