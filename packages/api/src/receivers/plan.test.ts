import { RECEIVER_ANSWERS, type ReceiverAnswer, ReceiverBehaviourChoice } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { describePlan, type Plan, planOf } from "./plan.ts";

const plan = (answer: ReceiverAnswer, fraction = 0, more: object = {}): Plan =>
  planOf(ReceiverBehaviourChoice.parse({ answer, ...more }), fraction, 30_000);

describe("a plan", () => {
  it.each([
    ["ok", 200],
    ["gone", 410],
    ["rate_limited", 429],
    ["status", 500],
    ["slow", 200],
  ] as const)("answers %s with %i", (answer, status) => {
    expect(plan(answer)).toMatchObject({ kind: "respond", status });
  });

  it("has the numbers that were asked for", () => {
    expect(plan("status", 0, { status: 204 })).toMatchObject({ status: 204, afterMs: 0 });
    expect(plan("rate_limited", 0, { retry_after_seconds: 7 })).toMatchObject({ headers: { "retry-after": "7" } });
    expect(plan("slow", 0, { delay_ms: 300 })).toMatchObject({ afterMs: 300 });
  });

  it("fails by chance as often as told: at the edges never and always", () => {
    expect(plan("flaky", 0.29, { failure_percent: 30 })).toMatchObject({ status: 500 });
    expect(plan("flaky", 0.3, { failure_percent: 30 })).toMatchObject({ status: 200 });
    expect(plan("flaky", 0, { failure_percent: 0 })).toMatchObject({ status: 200 });
    expect(plan("flaky", 0.999_999, { failure_percent: 100 })).toMatchObject({ status: 500 });
  });

  it("says in words what it does, whatever that is", () => {
    const notes = RECEIVER_ANSWERS.map((answer) => describePlan(plan(answer)));
    expect(notes.map(({ status }) => status)).toEqual([200, 500, 429, 410, 200, null, null, 500]);
    expect(notes.map(({ note }) => note)).toEqual([
      "Answered 200",
      "Answered 500",
      "Answered 429, Retry-After: 30",
      "Answered 410",
      "Answered 200 after 5 s",
      "No answer; closed after 30 s",
      "No answer; the connection was reset",
      "Answered 500",
    ]);
  });
});
