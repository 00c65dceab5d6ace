import { LIMITS, Problem } from "@callcall/contract";
import type { Clock } from "../../runtime/clock.ts";

/** Counts the tests of each account in a sliding hour. */
export interface TestBudget {
  /**
   * Count one more.
   * @throws Problem `rate_limited`, when the hour is full: then nothing is counted
   */
  take(accountId: string): void;
  /** Accounts that are remembered: those that tested within the hour before the last `take`. */
  readonly accounts: number;
}

const HOUR_MS = 3_600_000;

export function createTestBudget(clock: Clock): TestBudget {
  /** When each test was, the oldest first; the account that tested last stands last. */
  const tests = new Map<string, readonly number[]>();

  function forget(nowMs: number): void {
    for (const [accountId, times] of tests) {
      if ((times.at(-1) ?? 0) > nowMs - HOUR_MS) return;
      tests.delete(accountId);
    }
  }

  return {
    get accounts() {
      return tests.size;
    },
    take(accountId) {
      // The wall clock may be set back, and would lock people out.
      const nowMs = clock.monotonicMs();
      forget(nowMs);
      const times = (tests.get(accountId) ?? []).filter((ms) => ms > nowMs - HOUR_MS);
      const [oldest] = times;
      if (oldest !== undefined && times.length >= LIMITS.alert_tests_per_hour) {
        throw new Problem(
          "rate_limited",
          `Cannot send more than ${LIMITS.alert_tests_per_hour} tests of alert rules within an hour`,
          { retryAfterSeconds: Math.ceil((oldest + HOUR_MS - nowMs) / 1_000) },
        );
      }
      tests.delete(accountId);
      tests.set(accountId, [...times, nowMs]);
    },
  };
}
