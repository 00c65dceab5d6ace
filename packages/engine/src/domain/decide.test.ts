import { OUTCOMES, type Outcome, RETRY_SCHEDULE_SECONDS } from "@callcall/contract";
import type { WebhookHealth } from "@callcall/store";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, plannedAttempts, type Situation } from "./decide.ts";

const NOW = Date.parse("2025-02-07T02:55:00Z");
const HOUR = 3_600_000;
const HEALTHY: WebhookHealth = { pausedUntilMs: null, failingSinceMs: null, failedAttempts: 0 };
const FAILURES = OUTCOMES.filter((outcome) => !["delivered", "http_410", "local_fault", "unknown"].includes(outcome));

function situation(changes: Partial<Situation> = {}): Situation {
  return {
    outcome: "http_5xx",
    status: 500,
    retryAfter: null,
    control: null,
    chargedCount: 0,
    unchargedCount: 0,
    scheduleSeconds: RETRY_SCHEDULE_SECONDS,
    onExhausted: "skip",
    health: HEALTHY,
    nowMs: NOW,
    random: 0,
    ...changes,
  };
}

describe("an unknown end", () => {
  it("is tried again at once, three times in a row; then it goes by the schedule, and is no sign of the consumer", () => {
    for (const unchargedCount of [0, 1, 2]) {
      const decision = decide(situation({ outcome: "unknown", unchargedCount }));
      expect(decision).toMatchObject({ state: "pending", charged: false, chargedCount: 0, nextAttemptMs: NOW });
    }
    const fourth = situation({ outcome: "unknown", unchargedCount: 3, status: null });
    expect(decide(fourth)).toEqual({
      state: "pending",
      charged: true,
      chargedCount: 1,
      nextAttemptMs: NOW + 2_000,
      health: null,
      disable: null,
    });
    expect(decide({ ...fourth, chargedCount: RETRY_SCHEDULE_SECONDS.length })).toMatchObject({ state: "failed" });
  });
});

describe("every outcome at every place of the schedule", () => {
  const places = [0, 1, 4, RETRY_SCHEDULE_SECONDS.length - 1, RETRY_SCHEDULE_SECONDS.length, 40];
  const table = OUTCOMES.flatMap((outcome) => places.map((place) => [outcome, place] as const));

  it.each(table)("%s after %i charged attempts", (outcome: Outcome, chargedCount) => {
    const decision = decide(situation({ outcome, chargedCount, status: null }));
    const delaySeconds = RETRY_SCHEDULE_SECONDS[chargedCount];
    if (outcome === "delivered") {
      expect(decision).toMatchObject({ state: "succeeded", charged: true, nextAttemptMs: null, disable: null });
    } else if (outcome === "unknown") {
      expect(decision).toEqual({
        state: "pending",
        charged: false,
        chargedCount,
        nextAttemptMs: NOW,
        health: null,
        disable: null,
      });
    } else if (outcome === "local_fault") {
      expect(decision).toEqual({
        state: "pending",
        charged: false,
        chargedCount,
        nextAttemptMs: NOW + 5_000,
        health: null,
        disable: null,
      });
    } else if (outcome === "http_410" || delaySeconds === undefined) {
      expect(decision).toMatchObject({ state: "failed", charged: true, nextAttemptMs: null });
      expect(decision.disable).toBe(outcome === "http_410" ? "gone" : null);
    } else {
      expect(decision).toMatchObject({ state: "pending", charged: true, disable: null });
      expect(decision.nextAttemptMs).toBe(NOW + delaySeconds * 1000);
    }
    expect(decision.chargedCount).toBe(chargedCount + (decision.charged ? 1 : 0));
  });
});

describe("schedule", () => {
  it("sends once where it is empty", () => {
    expect(decide(situation({ scheduleSeconds: [] }))).toMatchObject({ state: "failed", nextAttemptMs: null });
  });

  it("has jitter that only adds, up to a fifth", () => {
    fc.assert(
      fc.property(
        fc.nat(RETRY_SCHEDULE_SECONDS.length - 1),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.constantFrom(...FAILURES),
        (chargedCount, random, outcome) => {
          const delayMs = (RETRY_SCHEDULE_SECONDS[chargedCount] ?? 0) * 1000;
          const waitMs = (decide(situation({ chargedCount, random, outcome, status: null })).nextAttemptMs ?? 0) - NOW;
          expect(waitMs).toBeGreaterThanOrEqual(delayMs);
          expect(waitMs).toBeLessThanOrEqual(delayMs * 1.2);
        },
      ),
    );
  });

  it("tries again after our own faults ever less often, at least once a minute", () => {
    const waits = [0, 1, 2, 3, 4, 5, 1_000].map(
      (unchargedCount) => (decide(situation({ outcome: "local_fault", unchargedCount })).nextAttemptMs ?? 0) - NOW,
    );
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000]);
  });
});

describe("Retry-After", () => {
  const DAY = 24 * HOUR;
  it.each([
    [429, "http_429", "60", 60_000],
    [503, "http_5xx", "60", 60_000],
    [503, "http_5xx", "Fri, 07 Feb 2025 03:55:00 GMT", HOUR],
    // Sooner than the schedule: the schedule.
    [429, "http_429", "1", 2_000],
    [429, "http_429", "0", 2_000],
    [429, "http_429", "Thu, 06 Feb 2025 00:00:00 GMT", 2_000],
    // Never more than a day.
    [429, "http_429", "86400", DAY],
    [429, "http_429", "86401", DAY],
    [503, "http_5xx", "99999999999999999999", DAY],
    [503, "http_5xx", "Fri, 07 Feb 2099 03:55:00 GMT", DAY],
    // Not a delay.
    [429, "http_429", "-1", 2_000],
    [429, "http_429", "1.5", 2_000],
    [429, "http_429", "", 2_000],
    [429, "http_429", null, 2_000],
    // Not about load.
    [500, "http_5xx", "60", 2_000],
    [502, "http_5xx", "60", 2_000],
    [400, "http_4xx", "60", 2_000],
    [301, "http_3xx", "60", 2_000],
  ] as const)("%i %s %j", (status, outcome, retryAfter, waitMs) => {
    const decision = decide(situation({ status, outcome, retryAfter }));
    expect((decision.nextAttemptMs ?? 0) - NOW).toBe(waitMs);
    const asked = waitMs > 2_000 || retryAfter === "1";
    expect(decision.health?.pausedUntilMs).toBe(asked ? NOW + Math.max(retryAfter === "1" ? 1_000 : waitMs) : null);
  });

  it("is the floor, not the ceiling: a later place of the schedule stays", () => {
    const decision = decide(situation({ status: 429, outcome: "http_429", retryAfter: "60", chargedCount: 5 }));
    expect((decision.nextAttemptMs ?? 0) - NOW).toBe(300_000);
    expect(decision.health?.pausedUntilMs).toBe(NOW + 60_000);
  });

  it("pauses the webhook even where the delivery has no attempt left", () => {
    const decision = decide(situation({ status: 503, retryAfter: "60", scheduleSeconds: [] }));
    expect(decision).toMatchObject({ state: "failed", health: { pausedUntilMs: NOW + 60_000 } });
  });

  it("never shortens a pause", () => {
    const health = { ...HEALTHY, pausedUntilMs: NOW + HOUR };
    expect(decide(situation({ status: 429, retryAfter: "60", health })).health?.pausedUntilMs).toBe(NOW + HOUR);
  });
});

describe("a line that is held", () => {
  const onExhausted = "block";
  const used = RETRY_SCHEDULE_SECONDS.length;

  it("is tried again at the schedule's last interval, for ever, and says once that it begins", () => {
    for (const [chargedCount, blocks] of [
      [used, true],
      [used + 1, undefined],
      [used + 1_000, undefined],
    ] as const) {
      const decision = decide(situation({ onExhausted, chargedCount }));
      expect(decision).toMatchObject({ state: "pending", charged: true, nextAttemptMs: NOW + 24 * HOUR });
      expect(decision.blocks).toBe(blocks);
    }
    expect(decide(situation({ onExhausted, chargedCount: used - 1 })).blocks).toBeUndefined();
    expect(decide(situation({ onExhausted, scheduleSeconds: [] })).nextAttemptMs).toBe(NOW + 300_000);
  });

  it("waits as long as the consumer asks", () => {
    const asked = { status: 429, outcome: "http_429", retryAfter: "86400" } as const;
    const decision = decide(situation({ ...asked, onExhausted, scheduleSeconds: [2], chargedCount: 1 }));
    expect(decision.nextAttemptMs).toBe(NOW + 24 * HOUR);
  });

  it("outlives 410, which disables all the same, and ends when the consumer gives it up", () => {
    expect(decide(situation({ onExhausted, outcome: "http_410" }))).toMatchObject({
      state: "pending",
      disable: "gone",
    });
    const aborted = decide(situation({ onExhausted, chargedCount: used, control: "abort-message" }));
    expect(aborted).toMatchObject({ state: "failed", nextAttemptMs: null });
  });
});

describe("delivery control", () => {
  it("ends a delivery that would be tried again, and changes nothing about one that succeeded", () => {
    const control = "abort-message";
    expect(decide(situation({ control }))).toMatchObject({ state: "failed", nextAttemptMs: null, disable: null });
    expect(decide(situation({ control, outcome: "delivered" }))).toMatchObject({ state: "succeeded", disable: null });
  });

  it("disables, and leaves the delivery its retries for when the webhook is enabled again", () => {
    const control = "disable";
    expect(decide(situation({ control }))).toMatchObject({ state: "pending", charged: true, disable: "asked" });
    expect(decide(situation({ control, outcome: "delivered" }))).toMatchObject({
      state: "succeeded",
      disable: "asked",
    });
    expect(decide(situation({ control, outcome: "http_410" })).disable).toBe("gone");
  });
});

describe("health", () => {
  const failing = (hours: number, failedAttempts: number): WebhookHealth => ({
    pausedUntilMs: null,
    failingSinceMs: NOW - hours * HOUR,
    failedAttempts,
  });

  it("begins a run of failures, and goes on with it", () => {
    expect(decide(situation()).health).toEqual({ ...HEALTHY, failingSinceMs: NOW, failedAttempts: 1 });
    expect(decide(situation({ health: failing(1, 7) })).health).toEqual(failing(1, 8));
  });

  it("ends the run with a success", () => {
    expect(decide(situation({ outcome: "delivered", health: failing(1, 7) })).health).toEqual(HEALTHY);
  });

  it("changes nothing where nothing changes, so that nothing is written", () => {
    expect(decide(situation({ outcome: "delivered" })).health).toBeNull();
  });

  it("keeps a pause that was asked for while the successful request was on its way", () => {
    const health = { ...failing(1, 1), pausedUntilMs: NOW + HOUR };
    expect(decide(situation({ outcome: "delivered", health })).health).toEqual({
      ...HEALTHY,
      pausedUntilMs: NOW + HOUR,
    });
    const over = { ...failing(1, 1), pausedUntilMs: NOW };
    expect(decide(situation({ outcome: "delivered", health: over })).health).toEqual(HEALTHY);
  });

  it.each([
    // This attempt is one more than those before it.
    [120, 19, "failing"],
    [120, 18, null],
    [119.999, 1_000, null],
    [121, 19, "failing"],
    [1_000, 18, null],
    [0, 1_000, null],
  ] as const)("%f h of failures, %i before this one: %s", (hours, failedAttempts, disable) => {
    expect(decide(situation({ health: failing(hours, failedAttempts) })).disable).toBe(disable);
  });

  it("condemns on a delivery's last attempt too", () => {
    const decision = decide(situation({ health: failing(121, 30), scheduleSeconds: [] }));
    expect(decision).toMatchObject({ state: "failed", disable: "failing" });
  });

  it.each(["local_fault", "unknown"] as const)("is never touched by %s", (outcome) => {
    const decision = decide(situation({ outcome, health: failing(1_000, 1_000) }));
    expect(decision).toMatchObject({ charged: false, health: null, disable: null });
  });
});

it("decides the same about the same, and always leaves a next step or an end", () => {
  const health = fc.record({
    pausedUntilMs: fc.option(fc.integer({ min: NOW - HOUR, max: NOW + HOUR })),
    failingSinceMs: fc.option(fc.integer({ min: NOW - 200 * HOUR, max: NOW })),
    failedAttempts: fc.nat(100),
  });
  const any = fc.record({
    outcome: fc.constantFrom(...OUTCOMES),
    status: fc.option(fc.integer({ min: 100, max: 599 })),
    retryAfter: fc.option(fc.oneof(fc.string(), fc.nat().map(String))),
    control: fc.constantFrom(null, "abort-message" as const, "disable" as const),
    chargedCount: fc.nat(20),
    unchargedCount: fc.nat(2_000),
    scheduleSeconds: fc.array(fc.integer({ min: 1, max: 604_800 }), { maxLength: 20 }),
    onExhausted: fc.constantFrom("skip" as const, "block" as const),
    health,
    nowMs: fc.constant(NOW),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });
  fc.assert(
    fc.property(any, (given) => {
      const decision = decide(given);
      expect(decide(given)).toEqual(decision);
      expect(decision.nextAttemptMs === null).toBe(decision.state !== "pending");
      if (decision.nextAttemptMs !== null) {
        expect(Number.isSafeInteger(decision.nextAttemptMs)).toBe(true);
        expect(decision.nextAttemptMs).toBeGreaterThanOrEqual(NOW);
      }
      if (decision.state === "failed") expect(decision.charged).toBe(true);
      // A line that is to be held is given up only by the consumer.
      if (given.onExhausted === "block" && given.control !== "abort-message") expect(decision.state).not.toBe("failed");
    }),
  );
});

describe("plannedAttempts", () => {
  it("goes through what is left of the schedule", () => {
    expect(plannedAttempts(NOW, 0, [2, 4, 8])).toEqual([NOW, NOW + 2_000, NOW + 6_000, NOW + 14_000]);
    expect(plannedAttempts(NOW, 2, [2, 4, 8])).toEqual([NOW, NOW + 8_000]);
    expect(plannedAttempts(NOW, 3, [2, 4, 8])).toEqual([NOW]);
    expect(plannedAttempts(NOW, 9, [2, 4, 8])).toEqual([NOW]);
  });

  it("is what happens when every attempt fails at once", () => {
    const schedule = [2, 4, 8, 16];
    const seen = [NOW];
    for (let chargedCount = 0; ; chargedCount++) {
      const nowMs = seen[seen.length - 1] ?? 0;
      const { nextAttemptMs } = decide(situation({ chargedCount, nowMs, scheduleSeconds: schedule }));
      if (nextAttemptMs === null) break;
      seen.push(nextAttemptMs);
    }
    expect(plannedAttempts(NOW, 0, schedule)).toEqual(seen);
  });
});
