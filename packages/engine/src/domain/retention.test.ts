import { describe, expect, test } from "vitest";
import { FIRST_PACE, hasJumped, nextPace, planSweeps, rhythmOf, surplusBytes } from "./retention.ts";

const DAY = 86_400_000;
const NOW = 1_760_000_000_000;
const KEPT = { eventsKeptMs: 30 * DAY, payloadsKeptMs: null, auditKeptMs: 400 * DAY };

describe("what is looked at", () => {
  test("what is older than it is kept, and ended more than a day ago", () => {
    expect(planSweeps(KEPT, NOW, {})).toEqual([
      { subject: "events", fromMs: 0, beforeMs: NOW - 30 * DAY, endedBeforeMs: NOW - DAY },
      { subject: "audit", fromMs: 0, beforeMs: NOW - 400 * DAY, endedBeforeMs: NOW - DAY },
    ]);
  });

  test("nothing of what is kept for ever", () => {
    expect(planSweeps({ eventsKeptMs: null, payloadsKeptMs: null, auditKeptMs: null }, NOW, {})).toEqual([]);
  });

  test("payloads, where they go before their events", () => {
    const subjects = (kept: Partial<typeof KEPT> | { payloadsKeptMs: number }) =>
      planSweeps({ ...KEPT, auditKeptMs: null, ...kept }, NOW, {}).map(({ subject }) => subject);
    expect(subjects({ payloadsKeptMs: 7 * DAY })).toEqual(["events", "payloads"]);
    expect(subjects({ payloadsKeptMs: 30 * DAY })).toEqual(["events"]);
    expect(planSweeps({ ...KEPT, eventsKeptMs: null, payloadsKeptMs: 1_000 }, NOW, {})[0]).toEqual({
      subject: "payloads",
      fromMs: 0,
      beforeMs: NOW - 1_000,
      endedBeforeMs: NOW - 1_000,
    });
  });

  test("only what is new, from where the turn before has come to", () => {
    expect(planSweeps(KEPT, NOW, { events: 5 }).map(({ fromMs }) => fromMs)).toEqual([5, 0]);
  });
});

test("a turn is a minute, and an hour one that looks at everything; less where things are kept for less", () => {
  expect(rhythmOf(KEPT)).toEqual({ everyMs: 60_000, wholeEveryMs: 3_600_000 });
  expect(rhythmOf({ ...KEPT, payloadsKeptMs: 120_000 })).toEqual({ everyMs: 12_000, wholeEveryMs: 120_000 });
  expect(rhythmOf({ ...KEPT, eventsKeptMs: 1 })).toEqual({ everyMs: 1_000, wholeEveryMs: 1_000 });
  expect(rhythmOf({ eventsKeptMs: null, payloadsKeptMs: null, auditKeptMs: null }).everyMs).toBe(60_000);
});

describe("the pace", () => {
  test("steps grow while they are quick, up to 500 rows, and shrink when they are slow, down to 50", () => {
    let pace = FIRST_PACE;
    for (let step = 0; step < 20; step++) pace = nextPace(pace, 1);
    expect(pace).toEqual({ rows: 500, waitMs: 10 });
    expect(nextPace(pace, 41).rows).toBe(250);
    expect(nextPace(pace, 20).rows).toBe(500);
    for (let step = 0; step < 20; step++) pace = nextPace(pace, 1_000);
    expect(pace).toEqual({ rows: 50, waitMs: 2_000 });
  });

  test("four fifths of the time are left to others", () => {
    expect(nextPace(FIRST_PACE, 30).waitMs).toBe(120);
  });
});

test("what is free beyond a tenth of what is used, and a mebibyte, is given back", () => {
  const MIB = 2 ** 20;
  const space = { bytes: 200 * MIB, freeBytes: 100 * MIB, canGiveBack: true };
  expect(surplusBytes(space)).toBe(89 * MIB);
  expect(surplusBytes({ ...space, freeBytes: 2 * MIB })).toBe(0);
  expect(surplusBytes({ ...space, canGiveBack: false })).toBe(0);
});

test("a wall clock that went on by an hour more than the other was set forward; set back, it harms nothing", () => {
  const before = { nowMs: NOW, monotonicMs: 0 };
  const HOUR = 3_600_000;
  expect(hasJumped(before, { nowMs: NOW + HOUR + 60_000, monotonicMs: 60_000 })).toBe(false);
  expect(hasJumped(before, { nowMs: NOW + HOUR + 60_001, monotonicMs: 60_000 })).toBe(true);
  expect(hasJumped(before, { nowMs: NOW + DAY, monotonicMs: DAY })).toBe(false);
  expect(hasJumped(before, { nowMs: NOW - 365 * DAY, monotonicMs: 60_000 })).toBe(false);
});
