import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const NOW = Date.parse("2025-02-07T02:55:00Z");

describe("retryAfterMs", () => {
  it.each([
    ["0", 0],
    ["1", 1_000],
    [" 120 ", 120_000],
    ["00060", 60_000],
    ["Fri, 07 Feb 2025 02:56:30 GMT", 90_000],
    // In the past: now.
    ["Fri, 07 Feb 2025 02:00:00 GMT", 0],
  ])("reads %j", (value, ms) => {
    expect(retryAfterMs(value, NOW)).toBe(ms);
  });

  it.each([
    null,
    "",
    "-1",
    "+1",
    "1.5",
    "1e3",
    "0x10",
    "1, 2",
    "soon",
    "2025-02-07T02:56:30Z",
    // Forms that RFC 9110 calls obsolete.
    "Friday, 07-Feb-25 02:56:30 GMT",
    "Fri Feb  7 02:56:30 2025",
    "Fri, 07 Feb 2025 02:56:30",
    "Fri, 07 Feb 2025 02:56:30 +0000",
    "Fri, 99 Feb 2025 02:56:30 GMT",
    "Fri, 07 Feb 2025 25:56:30 GMT",
  ])("ignores %j", (value) => {
    expect(retryAfterMs(value, NOW)).toBeNull();
  });

  it("takes any number of digits: limiting it is the decision's business", () => {
    expect(retryAfterMs("99999999999", NOW)).toBe(99_999_999_999_000);
    expect(retryAfterMs("9".repeat(5_000), NOW)).toBe(Number.POSITIVE_INFINITY);
  });

  it("never answers with less than nothing", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat().map(String), fc.date({ noInvalidDate: true }).map(String)), (text) => {
        expect(retryAfterMs(text, NOW) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
