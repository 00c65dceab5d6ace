import { expect, it } from "vitest";
import { indexOfSeq, windowOf } from "./window.ts";

it("draws what is seen and a little beyond, never outside the list", () => {
  expect(windowOf(20_000, 26_000, 520, 26)).toEqual({ first: 990, count: 40 });
  expect(windowOf(20_000, 0, 520, 26)).toEqual({ first: 0, count: 30 });
  expect(windowOf(5, 0, 520, 26)).toEqual({ first: 0, count: 5 });
  expect(windowOf(0, 0, 520, 26)).toEqual({ first: 0, count: 0 });
  const shrunk = windowOf(3, 50_000, 520, 26);
  expect(shrunk.first).toBeLessThan(3);
});

it("finds a line again after others had to go", () => {
  const seqs = [5, 7, 8, 12];
  const view = {
    version: 1,
    length: seqs.length,
    quiet: false,
    line: (index: number) => ({ seq: seqs[index] ?? 0, atMs: 0, entry: null, note: null }),
  };
  expect([5, 8, 12].map((seq) => indexOfSeq(view, seq))).toEqual([0, 2, 3]);
  expect(indexOfSeq(view, 6)).toBe(1);
  expect(indexOfSeq(view, 1)).toBe(0);
  expect(indexOfSeq(view, 99)).toBe(4);
});
