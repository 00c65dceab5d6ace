import { LIMITS, Problem } from "@callcall/contract";
import { expect, it } from "vitest";
import { createTestBudget } from "./test-budget.ts";

const HOUR = 3_600_000;

function setUp() {
  let nowMs = 0;
  const budget = createTestBudget({ nowMs: () => 0, monotonicMs: () => nowMs });
  return {
    budget,
    advance: (ms: number) => {
      nowMs += ms;
    },
    refusal(accountId: string): Problem | undefined {
      try {
        budget.take(accountId);
        return undefined;
      } catch (error) {
        if (error instanceof Problem) return error;
        throw error;
      }
    },
  };
}

it("gives so many an hour to each account, says when the next is free, and slides", () => {
  const { budget, advance, refusal } = setUp();
  for (let n = 0; n < LIMITS.alert_tests_per_hour; n++) {
    budget.take("a");
    advance(60_000);
  }
  expect(refusal("a")).toMatchObject({ code: "rate_limited", retryAfterSeconds: 40 * 60 });
  expect(refusal("b")).toBeUndefined();
  advance(40 * 60_000 - 1);
  expect(refusal("a")).toMatchObject({ code: "rate_limited", retryAfterSeconds: 1 });
  advance(1);
  expect(refusal("a")).toBeUndefined();
  // The refused ones were not counted; the second of the first hour is a minute younger.
  expect(refusal("a")).toMatchObject({ retryAfterSeconds: 60 });
});

it("forgets accounts that tested nothing within an hour", () => {
  const { budget, advance } = setUp();
  for (let n = 0; n < 1_000; n++) budget.take(`account ${n}`);
  advance(HOUR / 2);
  budget.take("account 0");
  expect(budget.accounts).toBe(1_000);
  advance(HOUR / 2);
  budget.take("new");
  expect(budget.accounts).toBe(2);
});
