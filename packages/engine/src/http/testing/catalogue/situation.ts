import { answerOf } from "../../../dispatch/attempt.ts";
import { type Decision, decide } from "../../../domain/decide.ts";
import type { Exchange } from "../../exchange.ts";
import type { Follows } from "./row.ts";

export const NOW_MS: number = Date.UTC(2025, 1, 7, 2, 55);
const SCHEDULE_SECONDS = [2, 4, 8, 16, 32];
/** The delivery has had two attempts that count, and one that does not. */
const CHARGED = 2;

/** What the engine would decide about this exchange, as a delivery's fourth attempt. */
export function decideAbout(exchange: Exchange, url: string): Decision {
  return decide({
    ...answerOf(exchange, url),
    chargedCount: CHARGED,
    unchargedCount: 1,
    scheduleSeconds: SCHEDULE_SECONDS,
    onExhausted: "skip",
    health: { pausedUntilMs: null, failingSinceMs: null, failedAttempts: 0 },
    nowMs: NOW_MS,
    random: 0,
  });
}

const charged = { charged: true, chargedCount: CHARGED + 1 } as const;
const failing = { failingSinceMs: NOW_MS, failedAttempts: 1 } as const;

/** The decision that these words stand for. */
export function decisionFor(follows: Follows): Decision {
  const retried: Decision = {
    ...charged,
    state: "pending",
    nextAttemptMs: NOW_MS + 8_000,
    health: { ...failing, pausedUntilMs: null },
    disable: null,
  };
  switch (follows) {
    case "retried":
      return retried;
    case "retried as asked": {
      const atMs = NOW_MS + 120_000;
      return { ...retried, nextAttemptMs: atMs, health: { ...failing, pausedUntilMs: atMs } };
    }
    case "failed":
      return { ...retried, state: "failed", nextAttemptMs: null };
    case "failed, disabled":
      return { ...retried, state: "failed", nextAttemptMs: null, disable: "gone" };
    case "succeeded":
      return { ...charged, state: "succeeded", nextAttemptMs: null, health: null, disable: null };
    case "succeeded, disabled":
      return { ...charged, state: "succeeded", nextAttemptMs: null, health: null, disable: "asked" };
    case "not charged":
      return {
        state: "pending",
        charged: false,
        chargedCount: CHARGED,
        nextAttemptMs: NOW_MS + 10_000,
        health: null,
        disable: null,
      };
  }
}
