import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterAnswer, type Breaker, CLOSED } from "./breaker.ts";

const S = 1_000;

/** Answers, each with the second at which it came. */
function after(answers: readonly (readonly [second: number, ok: boolean])[], random = 0): Breaker {
  return answers.reduce<Breaker>(
    (breaker, [second, ok]) => afterAnswer(breaker, { failed: !ok, nowMs: second * S, random }),
    CLOSED,
  );
}

const failures = (count: number, apartSeconds = 0): [number, boolean][] =>
  Array.from({ length: count }, (_, n) => [n * apartSeconds, false]);

describe("the breaker", () => {
  it("opens at the tenth failure within 30 s, not at the ninth", () => {
    expect(after(failures(9)).kind).toBe("sampling");
    expect(after(failures(10))).toEqual({ kind: "open", sinceMs: 0, probes: 0, probeMs: 1_000 });
  });

  it("opens where 70 % fail, not where fewer do", () => {
    const mixed = (failed: number): [number, boolean][] => [
      ...failures(failed),
      ...Array.from({ length: 10 - failed }, (): [number, boolean] => [1, true]),
    ];
    expect(after(mixed(6)).kind).toBe("sampling");
    expect(after([...failures(6), [1, true], [1, true], [1, true], [1, false]]).kind).toBe("open");
  });

  it("forgets a sample after 30 s", () => {
    expect(after(failures(10, 3.3)).kind).toBe("open");
    expect(after(failures(10, 3.4)).kind).toBe("sampling");
    expect(after([...failures(9), [30, true]])).toBe(CLOSED);
  });

  it("is not opened by the attempts of one event, whatever its retries come to", () => {
    const seconds = [0, 2, 6, 14, 30, 62];
    expect(after(seconds.map((second) => [second, false])).kind).toBe("sampling");
  });

  it("is closed by any success", () => {
    expect(after([...failures(10), [1, true]])).toBe(CLOSED);
  });

  it("waits twice as long after each probe that fails, half a minute at most", () => {
    let breaker = after(failures(10));
    const waits: number[] = [];
    for (let probe = 0; probe < 8; probe++) {
      if (breaker.kind !== "open") throw new Error("it is closed");
      const nowMs = breaker.probeMs;
      breaker = afterAnswer(breaker, { failed: true, nowMs, random: 0 });
      if (breaker.kind === "open") waits.push(breaker.probeMs - nowMs);
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000]);
  });

  it("does not take for a probe what was sent before it opened", () => {
    const open = after(failures(10));
    expect(afterAnswer(open, { failed: true, nowMs: 999, random: 0 })).toBe(open);
  });

  it("has jitter that only adds", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        const open = after(failures(10), random);
        if (open.kind !== "open") throw new Error("it is closed");
        expect(open.probeMs).toBeGreaterThanOrEqual(1_000);
        expect(open.probeMs).toBeLessThanOrEqual(1_200);
      }),
    );
  });

  it("opens only where at least 7 of 10 answers within 30 s have failed, for any answers", () => {
    const answer = fc.record({ gapMs: fc.integer({ min: 0, max: 5_000 }), failed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 60 }), (answers) => {
        let breaker: Breaker = CLOSED;
        let nowMs = 0;
        const seen: { atMs: number; failed: boolean }[] = [];
        for (const { gapMs, failed } of answers) {
          nowMs += gapMs;
          seen.push({ atMs: nowMs, failed });
          breaker = afterAnswer(breaker, { failed, nowMs, random: 0 });
          if (breaker.kind !== "open") continue;
          // Some stretch of at most 30 s that ends here is as bad as that.
          const bad = seen.some((_, from) => {
            const stretch = seen.slice(from);
            const first = stretch[0]?.atMs ?? 0;
            const share = stretch.filter((one) => one.failed).length / stretch.length;
            return nowMs - first < 30_000 && stretch.length >= 10 && share >= 0.7;
          });
          expect(bad).toBe(true);
          return;
        }
      }),
    );
  });
});
