import type { Attempt } from "@callcall/webhooks/client";
import { describe, expect, it } from "vitest";
import { timeLineOf } from "./time-line.ts";

const START = Date.parse("2026-01-01T00:00:00.000Z");
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

function attempt(number: number, seconds: number): Attempt {
  return {
    id: `att_${number}`,
    attempt: number,
    status: "finished",
    outcome: "http_5xx",
    charged: true,
    started_at: at(seconds),
    request: null,
    response: null,
    error: null,
    remote_address: null,
    timings_ms: { dns: null, connect: null, tls: null, first_byte: 10, total: 12 },
  };
}

const PENDING = {
  created_at: at(0),
  finished_at: null,
  status: "pending" as const,
  in_flight: false,
  attempt_count: 3,
  attempts: [attempt(1, 0.01), attempt(2, 2.2), attempt(3, 6.5)],
  next_attempt_at: at(15),
  planned_attempts: [at(14.5), at(31), at(64), at(364), at(2164), at(9364)],
};

describe("timeLineOf", () => {
  it("sets attempts, now and what is planned in their order, near waits apart from far ones", () => {
    const line = timeLineOf(PENDING, START + 9_000);
    const order = [...line.attempts.map(({ x }) => x), line.nowX ?? -1, ...line.planned.map(({ x }) => x)];
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(line.planned.map(({ number }) => number)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(line.planned.at(-1)?.x).toBe(1);
    // Of two and a half hours the first 6.5 seconds would be a thousandth of a linear line.
    expect(line.attempts[2]?.x).toBeGreaterThan(0.2);
    expect(line.ticks.map(({ label }) => label)).toEqual(["1 s", "10 s", "1 min", "10 min", "1 h"]);
  });

  it("shows the next attempt at its real time, jitter and Retry-After in it", () => {
    expect(timeLineOf(PENDING, START + 9_000).planned[0]?.atMs).toBe(START + 15_000);
  });

  it("plans after the one that is under way", () => {
    const line = timeLineOf({ ...PENDING, in_flight: true, next_attempt_at: null, attempt_count: 4 }, START + 15_100);
    expect(line.planned[0]).toMatchObject({ number: 5, atMs: START + 14_500 });
  });

  it("is over when the delivery is", () => {
    const done = {
      ...PENDING,
      status: "succeeded" as const,
      next_attempt_at: null,
      planned_attempts: [at(14.5)],
      finished_at: at(6.6),
    };
    const line = timeLineOf(done, START + 1e9);
    expect(line.nowX).toBeNull();
    expect(line.planned).toEqual([]);
    expect(line.endMs).toBe(START + 6_600);
  });

  it("keeps a delivery of milliseconds at the beginning of its line", () => {
    const quick = {
      ...PENDING,
      status: "succeeded" as const,
      attempt_count: 1,
      attempts: [attempt(1, 0.003)],
      finished_at: at(0.02),
    };
    const line = timeLineOf(quick, START);
    expect(line.attempts[0]?.x).toBeLessThan(0.01);
    expect(line.endMs - line.startMs).toBe(1_000);
  });

  it("goes on to now when what was planned is overdue, and survives a browser clock that is behind", () => {
    expect(timeLineOf({ ...PENDING, planned_attempts: [], next_attempt_at: at(15) }, START + 60_000).nowX).toBe(1);
    expect(timeLineOf(PENDING, START - 60_000).nowX).toBe(0);
  });

  it("says how many attempts the API does not show", () => {
    expect(timeLineOf({ ...PENDING, attempt_count: 40 }, START).hidden).toBe(37);
  });
});
