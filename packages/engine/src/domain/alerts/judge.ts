import type { AlertCondition } from "@callcall/contract";
import { readWindowSeconds } from "./windows.ts";
import { duration, milliseconds, percent, seconds } from "./words.ts";

/** What is known of a webhook when a rule looks at it. */
export interface WebhookFigures {
  /** Attempts that count against the webhook and ended within the rule's window. */
  readonly delivered: number;
  readonly failed: number;
  /** Attempts of the window that got a response, and the 95th percentile of their time. */
  readonly responses: number;
  readonly p95Ms: number | null;
  /** Since when the oldest delivery that is due has been due; null when none is. */
  readonly oldestDueMs: number | null;
  readonly enabled: boolean;
  /** Why it was disabled, when it was not by hand. */
  readonly disabledReason: "gone" | "asked" | "failing" | null;
  /** The last attempt that counts failed. */
  readonly failing: boolean;
  /** Deliveries that failed for good since the last look. */
  readonly exhausted: number;
  readonly secretCreatedMs: number | null;
  /** Null: its secret may grow old. */
  readonly rotationDays: number | null;
}

/** How a condition stands. Unclear: neither met nor well below the threshold, or nothing to judge by. */
export interface Verdict {
  readonly state: "met" | "clear" | "unclear";
  /** How many times more it was met: counted on the alert. */
  readonly times: number;
  readonly value: number | null;
  readonly threshold: number | null;
  /** The figures in plain words. */
  readonly detail: string;
}

/** Clear means below this part of the threshold: an alert does not open and resolve around one figure. */
const CLEAR_BELOW = 0.9;
const DAY_MS = 86_400_000;

const DISABLED_WHY = {
  gone: "The endpoint answered 410 Gone, and was disabled",
  asked: "The endpoint asked for nothing more, and was disabled",
  failing: "The endpoint gave nothing but failures for five days, and was disabled",
} as const;

/** Judge one webhook by one condition. Pure. */
export function judge(condition: AlertCondition, figures: WebhookFigures, nowMs: number): Verdict {
  switch (condition.kind) {
    case "failing_rate":
      return judgeFailing(condition, figures);
    case "latency":
      return judgeLatency(condition, figures);
    case "backlog_age":
      return judgeBacklog(condition, figures, nowMs);
    case "delivery_exhausted": {
      const { exhausted } = figures;
      const detail = `${exhausted === 1 ? "A delivery has" : `${exhausted} deliveries have`} used up every retry and failed for good`;
      const state = exhausted > 0 ? "met" : figures.failing ? "unclear" : "clear";
      return { state, times: exhausted, value: null, threshold: null, detail };
    }
    case "webhook_disabled": {
      const { disabledReason } = figures;
      const detail = DISABLED_WHY[disabledReason ?? "failing"];
      return yesOrNo(disabledReason !== null, { value: null, threshold: null, detail });
    }
    case "secret_age":
      return judgeSecret(figures, nowMs);
  }
}

function judgeFailing(
  { failed_percent, min_attempts, window_seconds }: Extract<AlertCondition, { kind: "failing_rate" }>,
  { delivered, failed, failing }: WebhookFigures,
): Verdict {
  const attempts = delivered + failed;
  const value = attempts === 0 ? null : (100 * failed) / attempts;
  const detail =
    value === null
      ? `Nothing was sent in the last ${seconds(readWindowSeconds(window_seconds))}`
      : `${failed} of ${attempts} attempts failed in the last ${seconds(readWindowSeconds(window_seconds))} (${percent(value)})`;
  const met = value !== null && value >= failed_percent && attempts >= min_attempts;
  // Silence says nothing: what was tried last does.
  const clear = value === null ? !failing : value < failed_percent * CLEAR_BELOW;
  return verdict(met, clear, { value, threshold: failed_percent, detail });
}

function judgeLatency(
  { p95_ms, min_attempts, window_seconds }: Extract<AlertCondition, { kind: "latency" }>,
  { responses, p95Ms }: WebhookFigures,
): Verdict {
  const value = responses === 0 ? null : p95Ms;
  const detail =
    value === null
      ? `Nothing was answered in the last ${seconds(readWindowSeconds(window_seconds))}`
      : `One answer in twenty took ${milliseconds(value)} or longer (95th percentile of ${responses} answers in the last ${seconds(readWindowSeconds(window_seconds))})`;
  const met = value !== null && value >= p95_ms && responses >= min_attempts;
  return verdict(met, value === null || value < p95_ms * CLEAR_BELOW, { value, threshold: p95_ms, detail });
}

function judgeBacklog(
  condition: Extract<AlertCondition, { kind: "backlog_age" }>,
  { oldestDueMs, enabled }: WebhookFigures,
  nowMs: number,
): Verdict {
  // A disabled endpoint gets nothing: that is known, and an alert of its own where it was not by hand.
  const overdueMs = oldestDueMs === null || !enabled ? 0 : Math.max(0, nowMs - oldestDueMs);
  const value = Math.floor(overdueMs / 1_000);
  const detail =
    value === 0
      ? "No delivery is overdue"
      : `The oldest delivery that is due has been waiting for ${duration(overdueMs)}`;
  const met = value >= condition.seconds;
  return verdict(met, value < condition.seconds * CLEAR_BELOW, { value, threshold: condition.seconds, detail });
}

function judgeSecret({ secretCreatedMs, rotationDays }: WebhookFigures, nowMs: number): Verdict {
  if (secretCreatedMs === null || rotationDays === null) {
    return yesOrNo(false, { value: null, threshold: null, detail: "It has no rotation period" });
  }
  const days = Math.floor((nowMs - secretCreatedMs) / DAY_MS);
  const detail = `The signing secret is ${days} days old, and is to be rotated every ${rotationDays} days`;
  return yesOrNo(nowMs - secretCreatedMs >= rotationDays * DAY_MS, { value: days, threshold: rotationDays, detail });
}

type Measured = Pick<Verdict, "value" | "threshold" | "detail">;

function verdict(met: boolean, clear: boolean, measured: Measured): Verdict {
  return { state: met ? "met" : clear ? "clear" : "unclear", times: met ? 1 : 0, ...measured };
}

function yesOrNo(met: boolean, measured: Measured): Verdict {
  return verdict(met, !met, measured);
}
