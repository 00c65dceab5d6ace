import { describe, expect, it } from "vitest";
import { bytes, duration, milliseconds, percent, relativeTime, shortCount, shortId } from "./format.ts";

it("shortens ids to what tells them apart", () => {
  expect(shortId("evt_0VboFPoA0yrB2sll3ejfIv")).toBe("evt_…3ejfIv");
  expect(shortId("acct_default")).toBe("acct_default");
  expect(shortId("key_operator")).toBe("key_operator");
  expect(shortId("")).toBe("");
});

it.each([
  [0, "just now"],
  [-1_900, "just now"],
  [-2_000, "2 sec. ago"],
  [-59_999, "59 sec. ago"],
  [-60_000, "1 min. ago"],
  [-3 * 3_600_000, "3 hr. ago"],
  [2 * 86_400_000, "in 2 days"],
  [90_000, "in 1 min."],
])("%s ms from now is %s", (ms, text) => {
  expect(relativeTime(1_000_000_000_000 + ms, 1_000_000_000_000)).toBe(text);
});

it.each([
  [-5, "0 s"],
  [1, "1 s"],
  [59_000, "59 s"],
  [245_000, "4 min 05 s"],
  [300_000, "5 min"],
  [12_000_000, "3 h 20 min"],
  [18_000_000, "5 h"],
  [187_200_000, "2 d 4 h"],
  [86_400_000, "1 d"],
])("%s ms last %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

describe("numbers", () => {
  it("never round a failure away", () => {
    expect(percent(1)).toBe("100 %");
    expect(percent(0.999_999)).toBe("99.99 %");
    expect(percent(0.995)).toBe("99.50 %");
    expect(percent(0.5)).toBe("50 %");
    expect(percent(0)).toBe("0 %");
    expect(percent(0.123)).toBe("12.3 %");
  });

  it("have units", () => {
    expect([milliseconds(0.42), milliseconds(12.4), milliseconds(1_240)]).toEqual(["0.4 ms", "12 ms", "1.24 s"]);
    expect([bytes(1_023), bytes(12_700), bytes(3 * 1024 * 1024)]).toEqual(["1023 B", "12.4 KiB", "3.0 MiB"]);
    expect([shortCount(9_999), shortCount(1_234_567)]).toEqual(["9,999", "1.2M"]);
  });
});
