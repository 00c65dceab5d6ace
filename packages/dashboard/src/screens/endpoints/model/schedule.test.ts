import { describe, expect, it } from "vitest";
import { formatSchedule, GUIDE_SECONDS, isServerSchedule, PRESETS, parseSchedule, secondsOf } from "./schedule.ts";
import { retriesOf, scaleOf } from "./timeline.ts";

describe("a schedule as text", () => {
  it("is read and written in the units that people use", () => {
    expect(parseSchedule("5s, 2m 1H;3d 45")).toEqual({ ok: true, seconds: [5, 120, 3_600, 259_200, 45] });
    expect(parseSchedule("  ")).toEqual({ ok: true, seconds: [] });
    expect(formatSchedule([5, 120, 3_600, 259_200, 90])).toBe("5s 2m 1h 3d 90s");
  });

  it.each([
    ["5x", "“5x” is not a wait"],
    ["soon", "“soon” is not a wait"],
    ["0s", "“0s” is too short"],
    ["8d", "“8d” is too long"],
    [Array.from({ length: 51 }, () => "1s").join(" "), "51 retries are too many"],
  ])("says of %s what is wrong with it", (text, detail) => {
    const parsed = parseSchedule(text);
    expect(parsed.ok ? "" : parsed.detail).toContain(detail);
  });

  it("has presets that can all be drawn", () => {
    for (const { schedule } of PRESETS) expect(secondsOf(schedule)).not.toBeNull();
    expect(isServerSchedule(secondsOf(null) ?? [])).toBe(true);
    expect(isServerSchedule(GUIDE_SECONDS)).toBe(false);
  });
});

describe("a schedule on a line", () => {
  it("counts from the first attempt, with the jitter as a band", () => {
    const retries = retriesOf([2, 4, 300]);
    expect(retries.map(({ earliestSeconds }) => earliestSeconds)).toEqual([2, 6, 306]);
    expect(retries[2]?.latestSeconds).toBeCloseTo(367.2);
    expect(retries.map(({ guide }) => guide)).toEqual([true, true, false]);
  });

  it("fits seconds and days", () => {
    const { place, ticks } = scaleOf(retriesOf(secondsOf(null) ?? []));
    expect(place(0)).toBe(0);
    expect(place(2)).toBeGreaterThan(0.05);
    expect(ticks.map(({ label }) => label)).toContain("3 d");
    expect(Math.max(...ticks.map(({ at }) => at))).toBeLessThanOrEqual(1);
  });
});
