import { describe, expect, it } from "vitest";
import { waterfallOf } from "./waterfall.ts";

const FRESH = { dns: 2, connect: 8, tls: 30, first_byte: 90, total: 100 };

describe("waterfallOf", () => {
  it("lays the steps of a fresh connection end to end", () => {
    const { bars, reused } = waterfallOf(FRESH, true);
    expect(bars.map(({ phase, fromMs, ms }) => [phase, fromMs, ms])).toEqual([
      ["dns", 0, 2],
      ["connect", 2, 8],
      ["tls", 10, 30],
      ["waiting", 40, 50],
      ["body", 90, 10],
    ]);
    expect(bars.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1);
    expect(reused).toBe(false);
  });

  it("shows waiting and body alone for a connection that was kept alive", () => {
    const { bars, reused } = waterfallOf({ dns: null, connect: null, tls: null, first_byte: 9, total: 10 }, true);
    expect(bars.map(({ phase }) => phase)).toEqual(["waiting", "body"]);
    expect(reused).toBe(true);
  });

  it("leaves out TLS where there was none", () => {
    const { bars } = waterfallOf({ ...FRESH, tls: null, first_byte: 60 }, true);
    expect(bars.map(({ phase }) => phase)).toEqual(["dns", "connect", "waiting", "body"]);
  });

  it("says of a failure how long it took until it failed", () => {
    const never = waterfallOf({ dns: null, connect: null, tls: null, first_byte: null, total: 5000 }, false);
    expect(never.bars).toMatchObject([{ phase: "stopped", from: 0, width: 1, ms: 5000 }]);
    expect(never.reused).toBe(false);
    const hung = waterfallOf({ dns: 1, connect: 1, tls: null, first_byte: null, total: 15_000 }, false);
    expect(hung.bars.map(({ phase }) => phase)).toEqual(["dns", "connect", "stopped"]);
  });

  it.each([
    ["steps that sum to more than the whole", { dns: 50, connect: 80, tls: 90, first_byte: 30, total: 100 }],
    ["a total of nothing", { dns: null, connect: null, tls: null, first_byte: null, total: 0 }],
    ["a clock that went back", { dns: -1, connect: 1, tls: null, first_byte: -5, total: -1 }],
  ])("stays inside the whole with %s", (_what, timings) => {
    for (const bar of waterfallOf(timings, true).bars) {
      expect(bar.from).toBeGreaterThanOrEqual(0);
      expect(bar.width).toBeGreaterThanOrEqual(0);
      expect(bar.from + bar.width).toBeLessThanOrEqual(1 + 1e-9);
    }
  });
});
