import type { AlertCondition } from "@callcall/contract";
import type { AlertRecord } from "@callcall/store";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clearForMs } from "./built-in.ts";
import { type AlertStep, evaluate, REMIND_EVERY_MS } from "./evaluate.ts";
import { judge, type Verdict, type WebhookFigures } from "./judge.ts";

const FAILING = {
  kind: "failing_rate",
  failed_percent: 50,
  window_seconds: 900,
  min_attempts: 10,
} as const satisfies AlertCondition;

const FIGURES: WebhookFigures = {
  delivered: 0,
  failed: 0,
  responses: 0,
  p95Ms: null,
  oldestDueMs: null,
  enabled: true,
  disabledReason: null,
  failing: false,
  exhausted: 0,
  secretCreatedMs: null,
  rotationDays: null,
};

const T0 = 1_760_000_000_000;
const MINUTE = 60_000;

function alert(changes: Partial<AlertRecord> = {}): AlertRecord {
  return {
    accountId: "acct_test",
    id: "alt_one",
    ruleId: "alr_one",
    ruleName: "Failing",
    kind: "failing_rate",
    webhookId: "wh_one",
    muted: false,
    summary: "It fails",
    detail: "",
    value: null,
    threshold: 50,
    count: 1,
    openedMs: T0,
    lastSeenMs: T0,
    clearSinceMs: null,
    toldMs: T0,
    resolvedMs: null,
    resolvedBy: null,
    held: false,
    ...changes,
  };
}

const verdictOf = (changes: Partial<WebhookFigures>, condition: AlertCondition = FAILING): Verdict =>
  judge(condition, { ...FIGURES, ...changes }, T0);
const rule = (condition: AlertCondition = FAILING, tells = true) => ({ condition, tells });
const met = verdictOf({ delivered: 4, failed: 6 });
const clear = verdictOf({ delivered: 10 });

describe("a failing rate", () => {
  it.each([
    ["met at the threshold", { delivered: 5, failed: 5 }, "met"],
    ["unclear just below it", { delivered: 6, failed: 5 }, "unclear"],
    ["clear below nine tenths of it", { delivered: 56, failed: 44 }, "clear"],
    ["unclear with too few attempts", { delivered: 0, failed: 9 }, "unclear"],
    ["clear in silence after a success", { failing: false }, "clear"],
    ["unclear in silence after a failure", { failing: true }, "unclear"],
  ] as const)("is %s", (_, figures, state) => {
    expect(verdictOf(figures).state).toBe(state);
  });

  it("says what was counted", () => {
    expect(met).toMatchObject({
      value: 60,
      threshold: 50,
      detail: "6 of 10 attempts failed in the last 15 minutes (60 %)",
    });
  });
});

describe("the other conditions", () => {
  const latency = { kind: "latency", p95_ms: 5_000, window_seconds: 3_600, min_attempts: 20 } as const;
  const backlog = { kind: "backlog_age", seconds: 900 } as const;
  it.each<[string, AlertCondition, Partial<WebhookFigures>, Verdict["state"]]>([
    ["slow", latency, { responses: 20, p95Ms: 5_000 }, "met"],
    ["slow, but few", latency, { responses: 19, p95Ms: 9_000 }, "unclear"],
    ["nearly slow", latency, { responses: 20, p95Ms: 4_600 }, "unclear"],
    ["fast", latency, { responses: 1, p95Ms: 4_499 }, "clear"],
    ["silent", latency, {}, "clear"],
    ["overdue", backlog, { oldestDueMs: T0 - 900_000 }, "met"],
    ["overdue on a disabled endpoint", backlog, { oldestDueMs: T0 - 900_000, enabled: false }, "clear"],
    ["nearly overdue", backlog, { oldestDueMs: T0 - 899_000 }, "unclear"],
    ["nothing due", backlog, {}, "clear"],
    ["exhausted", { kind: "delivery_exhausted" }, { exhausted: 3 }, "met"],
    ["exhausted before, and still failing", { kind: "delivery_exhausted" }, { failing: true }, "unclear"],
    ["delivering", { kind: "delivery_exhausted" }, {}, "clear"],
    ["disabled", { kind: "webhook_disabled" }, { enabled: false, disabledReason: "gone" }, "met"],
    ["disabled by hand", { kind: "webhook_disabled" }, { enabled: false }, "clear"],
    ["old", { kind: "secret_age" }, { secretCreatedMs: T0 - 90 * 86_400_000, rotationDays: 90 }, "met"],
    ["young", { kind: "secret_age" }, { secretCreatedMs: T0 - 90 * 86_400_000 + 1, rotationDays: 90 }, "clear"],
    ["without a period", { kind: "secret_age" }, { secretCreatedMs: 0 }, "clear"],
  ])("%s", (_, condition, figures, state) => {
    expect(verdictOf(figures, condition).state).toBe(state);
  });
});

describe("an alert", () => {
  it("opens when the condition is met, and not otherwise", () => {
    expect(evaluate(rule(), met, undefined, T0)).toEqual({ kind: "open" });
    expect(evaluate(rule(), clear, undefined, T0)).toEqual({ kind: "nothing" });
  });

  it("is counted once a minute while it goes on", () => {
    expect(evaluate(rule(), met, alert(), T0 + MINUTE - 1)).toEqual({ kind: "nothing" });
    expect(evaluate(rule(), met, alert(), T0 + MINUTE)).toMatchObject({
      kind: "update",
      seen: { count: 2, lastSeenMs: T0 + MINUTE, value: 60 },
      tell: null,
    });
  });

  it("counts every exhausted delivery at once", () => {
    const live = alert({ kind: "delivery_exhausted" });
    const three = verdictOf({ exhausted: 3 }, { kind: "delivery_exhausted" });
    const step = evaluate(rule({ kind: "delivery_exhausted" }), three, live, T0 + 1);
    expect(step).toMatchObject({ seen: { count: 4, detail: expect.stringContaining("4 deliveries") } });
  });

  it("resolves when the condition was clear for two minutes, without a break", () => {
    const first = evaluate(rule(), clear, alert(), T0);
    expect(first).toMatchObject({ kind: "update", seen: { clearSinceMs: T0 }, tell: null });
    const clearing = alert({ clearSinceMs: T0 });
    expect(evaluate(rule(), clear, clearing, T0 + 2 * MINUTE - 1)).toEqual({ kind: "nothing" });
    expect(evaluate(rule(), clear, clearing, T0 + 2 * MINUTE)).toEqual({ kind: "resolve", tell: "resolved" });
    const unclear = verdictOf({ delivered: 0, failed: 3 });
    expect(evaluate(rule(), unclear, clearing, T0 + 1)).toMatchObject({ seen: { clearSinceMs: null } });
    expect(evaluate(rule(), met, clearing, T0 + 1)).toMatchObject({ seen: { clearSinceMs: null, count: 2 } });
  });

  it("resolves at once when somebody has ended it", () => {
    const enabled = verdictOf({}, { kind: "webhook_disabled" });
    const live = alert({ kind: "webhook_disabled" });
    expect(evaluate(rule({ kind: "webhook_disabled" }), enabled, live, T0)).toEqual({
      kind: "resolve",
      tell: "resolved",
    });
  });

  it("that was resolved by hand is not opened again before it was clear", () => {
    const held = alert({ resolvedMs: T0, resolvedBy: "key_one", held: true });
    expect(evaluate(rule(), met, held, T0 + MINUTE)).toEqual({ kind: "nothing" });
    expect(evaluate(rule(), clear, held, T0 + MINUTE)).toEqual({ kind: "release" });
  });

  it("is told again after a day", () => {
    const told = evaluate(rule(), met, alert({ lastSeenMs: T0 + REMIND_EVERY_MS }), T0 + REMIND_EVERY_MS);
    expect(told).toMatchObject({ tell: "reminder", seen: { toldMs: T0 + REMIND_EVERY_MS } });
    expect(evaluate(rule(), met, alert(), T0 + REMIND_EVERY_MS - 1)).toMatchObject({ tell: null });
  });

  it("that nobody was told of is told when the rule speaks again, and its end only then", () => {
    const quiet = alert({ toldMs: null, muted: true });
    expect(evaluate(rule(FAILING, false), met, quiet, T0 + 1)).toEqual({ kind: "nothing" });
    expect(evaluate(rule(), met, quiet, T0 + 1)).toMatchObject({
      tell: "opened",
      seen: { muted: false, toldMs: T0 + 1 },
    });
    const over = { ...quiet, clearSinceMs: T0 };
    expect(evaluate(rule(), clear, over, T0 + 2 * MINUTE)).toEqual({ kind: "resolve", tell: null });
    expect(evaluate(rule(FAILING, false), clear, alert({ clearSinceMs: T0 }), T0 + 2 * MINUTE)).toEqual({
      kind: "resolve",
      tell: null,
    });
  });
});

describe("any sequence of figures", () => {
  const look = fc.record({
    delivered: fc.nat({ max: 30 }),
    failed: fc.nat({ max: 30 }),
    failing: fc.boolean(),
    afterMs: fc.constantFrom(1_000, 15_000, 70_000, 3_600_000, REMIND_EVERY_MS),
    tells: fc.boolean(),
    byHand: fc.constantFrom(false, false, false, true),
  });

  it("opens and resolves in turns, tells of an end only what it told of, and resolves nothing early", () => {
    fc.assert(
      fc.property(fc.array(look, { maxLength: 80 }), (looks) => {
        let live: AlertRecord | undefined;
        let nowMs = T0;
        let clearSinceMs: number | null = null;
        const turns: string[] = [];
        for (const { afterMs, tells, byHand, ...figures } of looks) {
          nowMs += afterMs;
          const verdict = judge(FAILING, { ...FIGURES, ...figures }, nowMs);
          clearSinceMs = verdict.state === "clear" ? (clearSinceMs ?? nowMs) : null;
          const step = evaluate(rule(FAILING, tells), verdict, live, nowMs);
          if (step.kind === "open") turns.push("opened");
          if (step.kind === "resolve") {
            turns.push("resolved");
            expect(nowMs - (clearSinceMs ?? nowMs)).toBeGreaterThanOrEqual(clearForMs(FAILING));
            if (step.tell !== null) expect(live?.toldMs).not.toBeNull();
          }
          live = after(step, live, nowMs, tells);
          if (byHand && live !== undefined && live.resolvedMs === null) {
            turns.push("resolved");
            live = { ...live, resolvedMs: nowMs, resolvedBy: "key_one", held: true };
          }
        }
        expect(turns).toEqual(turns.map((_, index) => (index % 2 === 0 ? "opened" : "resolved")));
      }),
    );
  });

  function after(
    step: AlertStep,
    live: AlertRecord | undefined,
    nowMs: number,
    tells: boolean,
  ): AlertRecord | undefined {
    switch (step.kind) {
      case "open":
        return alert({ openedMs: nowMs, lastSeenMs: nowMs, toldMs: tells ? nowMs : null, muted: !tells });
      case "update":
        return live === undefined ? undefined : { ...live, ...step.seen };
      case "resolve":
      case "release":
        return undefined;
      case "nothing":
        return live;
    }
  }
});
