import { LIMITS } from "@callcall/contract";
import { expect, test } from "vitest";
import {
  chooseReplayWindow,
  estimateReplay,
  isReplayedType,
  judgeReplay,
  nextReplayTurn,
  REPLAYED_PER_STEP,
  replayQuota,
} from "./replay.ts";

const NOW = 1_760_000_000_000;
const LONGEST_MS = LIMITS.replay_window_seconds_max * 1000;

test("a window ends now unless it says so, and takes in what was accepted this very millisecond", () => {
  expect(chooseReplayWindow(NOW - 5, undefined, NOW)).toEqual({ ok: true, sinceMs: NOW - 5, untilMs: NOW + 1 });
  expect(chooseReplayWindow(NOW, undefined, NOW)).toMatchObject({ ok: true });
  expect(chooseReplayWindow(NOW - 5, NOW, NOW)).toEqual({ ok: true, sinceMs: NOW - 5, untilMs: NOW });
});

test.each([
  ["that ends in the future", NOW - 5, NOW + 1, "/until"],
  ["without a length", NOW - 5, NOW - 5, "/since"],
  ["that begins in the future", NOW + 2, undefined, "/since"],
  ["longer than allowed", NOW - LONGEST_MS - 2, NOW, "/since"],
])("a window %s is refused", (_, sinceMs, untilMs, pointer) => {
  expect(chooseReplayWindow(sinceMs, untilMs, NOW)).toMatchObject({ ok: false, pointer });
});

test("the longest window passes", () => {
  expect(chooseReplayWindow(NOW - LONGEST_MS, undefined, NOW)).toMatchObject({ ok: true });
});

test("types narrow what the webhook subscribes to, and what failed was owed anyway", () => {
  expect(isReplayedType("a.b", "missing", null, ["a.*"])).toBe(true);
  expect(isReplayedType("a.b", "missing", null, ["c"])).toBe(false);
  expect(isReplayedType("a.b", "all", ["a.*"], ["*"])).toBe(true);
  expect(isReplayedType("a.b", "all", ["a.c"], ["*"])).toBe(false);
  expect(isReplayedType("a.b", "failed", null, ["c"])).toBe(true);
  expect(isReplayedType("a.b", "failed", ["c"], ["*"])).toBe(false);
});

test.each([
  ["failed", ["pass", "pass", "pass", "replay", "pass"]],
  ["missing", ["replay", "pass", "pass", "pass", "pass"]],
  ["all", ["replay", "skip", "replay", "replay", "replay"]],
] as const)("%s", (selection, verdicts) => {
  const states = [null, "pending", "succeeded", "failed", "cancelled"] as const;
  expect(states.map((state) => judgeReplay(selection, state, false))).toEqual(verdicts);
  // Without its payload it cannot be sent.
  const expired = verdicts.map((verdict) => (verdict === "replay" ? "skip" : verdict));
  expect(states.map((state) => judgeReplay(selection, state, true))).toEqual(expired);
});

test("a count that was not finished is carried on to the end of the window", () => {
  const window = { sinceMs: NOW, untilMs: NOW + 1_000 };
  expect(estimateReplay({ wanted: 7, toMs: NOW + 1, through: true }, window)).toEqual({ total: 7, totalExact: true });
  expect(estimateReplay({ wanted: 7, toMs: NOW + 250, through: false }, window)).toEqual({
    total: 28,
    totalExact: false,
  });
  expect(estimateReplay({ wanted: 7, toMs: NOW, through: false }, window).total).toBe(7_000);
});

test("a step takes a quarter of a second's worth, more when it comes late, within a bound", () => {
  expect(replayQuota(1, 0, false)).toBe(1);
  expect(replayQuota(50, 0, false)).toBe(13);
  expect(replayQuota(50, 750, false)).toBe(50);
  expect(replayQuota(50, 60_000, false)).toBe(63);
  expect(replayQuota(60, 60_000, false)).toBe(REPLAYED_PER_STEP);
  expect(replayQuota(LIMITS.replay_rate_per_second_max, 60_000, false)).toBe(REPLAYED_PER_STEP);
  expect(replayQuota(LIMITS.replay_rate_per_second_max, 0, true)).toBe(16);
});

test("however late the turns come, the rate holds", () => {
  let turnAt = 0;
  let replayed = 0;
  for (let nowAt = 0; nowAt < 60_000; nowAt += 180) {
    if (nowAt < turnAt) continue;
    const quota = replayQuota(100, nowAt - turnAt, false);
    replayed += quota;
    turnAt = nextReplayTurn(turnAt, nowAt, quota, 100);
  }
  expect(replayed).toBeGreaterThan(5_900);
  expect(replayed).toBeLessThan(6_050);
});
