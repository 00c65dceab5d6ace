import type { AlertCondition, AlertKind } from "@callcall/contract";

/** A rule that every account has until it changes it. */
export interface BuiltInRule {
  readonly id: string;
  readonly name: string;
  readonly condition: AlertCondition;
}

const WINDOW_SECONDS = 900;

/** The same ids in every account: what is stored stands under account and id. */
export const BUILT_IN_RULES: readonly BuiltInRule[] = [
  {
    id: "alr_failingRate",
    name: "Many attempts fail",
    condition: { kind: "failing_rate", failed_percent: 50, window_seconds: WINDOW_SECONDS, min_attempts: 10 },
  },
  { id: "alr_deliveryExhausted", name: "A delivery failed for good", condition: { kind: "delivery_exhausted" } },
  { id: "alr_webhookDisabled", name: "An endpoint was disabled", condition: { kind: "webhook_disabled" } },
  {
    id: "alr_backlogAge",
    name: "Deliveries are overdue",
    condition: { kind: "backlog_age", seconds: WINDOW_SECONDS },
  },
  {
    id: "alr_latency",
    name: "An endpoint is slow",
    condition: { kind: "latency", p95_ms: 5_000, window_seconds: WINDOW_SECONDS, min_attempts: 20 },
  },
  { id: "alr_secretAge", name: "A signing secret is due for rotation", condition: { kind: "secret_age" } },
];

/**
 * For how long the condition must have been clear before an alert resolves by itself, in milliseconds: an endpoint
 * that comes and goes would otherwise send a message each time. What somebody has done (rotated, enabled) is not
 * waited for.
 */
export function clearForMs(condition: AlertCondition): number {
  switch (condition.kind) {
    case "failing_rate":
    case "latency":
      return Math.min(condition.window_seconds * 1_000, CLEAR_FOR_MS);
    case "backlog_age":
      return CLEAR_FOR_MS;
    case "delivery_exhausted":
      return EXHAUSTED_CLEAR_FOR_MS;
    case "webhook_disabled":
    case "secret_age":
      return 0;
  }
}

const CLEAR_FOR_MS = 2 * 60_000;
const EXHAUSTED_CLEAR_FOR_MS = 15 * 60_000;

/** How often an alert that goes on is counted and written down, in milliseconds. States are seen once. */
export function seenEveryMs(kind: AlertKind): number {
  return kind === "webhook_disabled" || kind === "secret_age" ? Number.POSITIVE_INFINITY : SEEN_EVERY_MS;
}

const SEEN_EVERY_MS = 60_000;

/** Whether one that is resolved by hand waits until the condition was clear; each exhausted delivery is news. */
export function heldAfterHand(kind: AlertKind): boolean {
  return kind !== "delivery_exhausted";
}
