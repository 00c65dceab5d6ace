import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { constantTimeEqual, constantTimeSome } from "./equal.ts";

const mac = fc.stringMatching(/^[0-9a-f]{64}$/);

test("agrees with === on strings of any length", () => {
  fc.assert(
    fc.property(mac, mac, fc.nat(64), (a, b, length) => {
      expect(constantTimeEqual(a, a)).toBe(true);
      expect(constantTimeEqual(a, b)).toBe(a === b);
      expect(constantTimeEqual(a, a.slice(0, length))).toBe(length === 64);
      expect(constantTimeEqual(a.slice(0, length), a)).toBe(length === 64);
    }),
  );
});

test("reads every character, however early the first difference is", () => {
  const read = vi.spyOn(String.prototype, "charCodeAt");
  const reads = (a: string, b: string) => {
    read.mockClear();
    constantTimeEqual(a, b);
    return read.mock.calls.length;
  };
  const equal = reads("a".repeat(64), "a".repeat(64));
  const first = reads(`b${"a".repeat(63)}`, "a".repeat(64));
  read.mockRestore();
  expect(equal).toBe(128);
  expect(first).toBe(equal);
});

test("compares with all candidates, whichever matches", () => {
  expect(constantTimeSome("ab", ["xx", "ab", "yy"])).toBe(true);
  expect(constantTimeSome("ab", ["xx", "a", "", "abc"])).toBe(false);
  expect(constantTimeSome("ab", [])).toBe(false);
});
