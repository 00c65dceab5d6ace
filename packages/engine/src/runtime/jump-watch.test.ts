import fc from "fast-check";
import { expect, it } from "vitest";
import { JUMP_MS, watchJumps } from "./jump-watch.ts";

const YEAR = 365 * 86_400_000;

function setUp() {
  const time = { wallMs: 1_000_000, steadyMs: 5, jumps: [] as number[], stallMs: 0 };
  const clock = {
    nowMs: () => Math.floor(time.wallMs),
    // What runs between two readings, once.
    monotonicMs: () => {
      time.steadyMs += time.stallMs;
      time.wallMs += time.stallMs;
      time.stallMs = 0;
      return time.steadyMs;
    },
  };
  const watched = watchJumps(clock, (jumpMs) => time.jumps.push(jumpMs));
  const pass = (ms: number): void => {
    time.wallMs += ms;
    time.steadyMs += ms;
  };
  watched.nowMs();
  return { time, watched, pass };
}

it.each([YEAR, -YEAR, JUMP_MS + 1, -3_600_000])(
  "tells of a jump by %i ms, once, and before the reader sees it",
  (jumpMs) => {
    const { time, watched, pass } = setUp();
    pass(60_000);
    time.wallMs += jumpMs;
    expect(watched.nowMs()).toBe(Math.floor(time.wallMs));
    expect(time.jumps).toEqual([jumpMs]);
    pass(60_000);
    watched.nowMs();
    expect(time.jumps).toHaveLength(1);
  },
);

it("follows what a clock is adjusted by, however much it comes to", () => {
  const { time, watched, pass } = setUp();
  for (let count = 0; count < 1_000; count++) {
    pass(1_000);
    time.wallMs += 20;
    watched.nowMs();
  }
  expect(time.jumps).toEqual([]);
});

it("is not misled by a process that stands still between two readings", () => {
  const { time, watched, pass } = setUp();
  pass(1_000);
  time.stallMs = 90_000;
  watched.nowMs();
  pass(1_000);
  watched.nowMs();
  expect(time.jumps).toEqual([]);
});

it("accounts for all that the wall has moved on its own", () => {
  const step = fc.record({ passMs: fc.nat(100_000), jumpMs: fc.integer({ min: -YEAR, max: YEAR }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const { time, watched, pass } = setUp();
      for (const { passMs, jumpMs } of steps) {
        pass(passMs);
        time.wallMs += jumpMs;
        watched.nowMs();
      }
      const told = steps.filter(({ jumpMs }) => Math.abs(jumpMs) >= JUMP_MS);
      expect(time.jumps).toEqual(told.map(({ jumpMs }) => jumpMs));
    }),
  );
});
