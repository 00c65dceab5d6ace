import type { AlertCondition } from "@callcall/contract";
import type { AlertRecord, AlertSeen } from "@callcall/store";
import { clearForMs, seenEveryMs } from "./built-in.ts";
import type { Verdict } from "./judge.ts";

/** What follows for one rule and one webhook. `tell`: why somebody is to be told, if anybody listens. */
export type AlertStep =
  | { readonly kind: "nothing" }
  | { readonly kind: "open" }
  | { readonly kind: "update"; readonly seen: AlertSeen; readonly tell: "opened" | "reminder" | null }
  | { readonly kind: "resolve"; readonly tell: "resolved" | null }
  | { readonly kind: "release" };

/** How the rule stands when it looks. */
export interface AlertRuleView {
  readonly condition: AlertCondition;
  /** It has channels and is not muted. */
  readonly tells: boolean;
}

/** Somebody is told again of what has been open for as long, in milliseconds. */
export const REMIND_EVERY_MS = 86_400_000;

const NOTHING: AlertStep = { kind: "nothing" };

/**
 * Decide for one rule and one webhook. Pure.
 *
 * @param live the alert that is open or held, if there is one
 */
export function evaluate(
  rule: AlertRuleView,
  verdict: Verdict,
  live: AlertRecord | undefined,
  nowMs: number,
): AlertStep {
  if (live === undefined) return verdict.state === "met" ? { kind: "open" } : NOTHING;
  if (live.resolvedMs !== null) return verdict.state === "clear" ? { kind: "release" } : NOTHING;
  if (verdict.state === "clear" && hasBeenClear(rule, live, nowMs)) {
    return { kind: "resolve", tell: rule.tells && live.toldMs !== null ? "resolved" : null };
  }
  const tell = verdict.state === "clear" ? null : dueTelling(rule, live, nowMs);
  const seen = look(rule, verdict, live, nowMs);
  if (tell !== null) return { kind: "update", seen: { ...seen, muted: false, toldMs: nowMs }, tell };
  return changes(seen, live) ? { kind: "update", seen, tell: null } : NOTHING;
}

function hasBeenClear(rule: AlertRuleView, live: AlertRecord, nowMs: number): boolean {
  const clearFor = clearForMs(rule.condition);
  return nowMs - (live.clearSinceMs ?? nowMs) >= clearFor;
}

/** Told nobody yet (the rule was muted, or had no channel): now. Told a day ago: again. */
function dueTelling({ tells }: AlertRuleView, { toldMs }: AlertRecord, nowMs: number): "opened" | "reminder" | null {
  if (!tells) return null;
  if (toldMs === null) return "opened";
  return nowMs - toldMs >= REMIND_EVERY_MS ? "reminder" : null;
}

function look(rule: AlertRuleView, verdict: Verdict, live: AlertRecord, nowMs: number): AlertSeen {
  const { muted, detail, value, count, lastSeenMs, clearSinceMs, toldMs } = live;
  const asBefore = { muted, detail, value, count, lastSeenMs, toldMs };
  if (verdict.state === "clear") return { ...asBefore, clearSinceMs: clearSinceMs ?? nowMs };
  if (verdict.state === "unclear") return { ...asBefore, clearSinceMs: null };
  // What is an occurrence of its own counts at once; what is a state that lasts, once in a while.
  const isNews = rule.condition.kind === "delivery_exhausted" || clearSinceMs !== null;
  if (!isNews && nowMs - lastSeenMs < seenEveryMs(rule.condition.kind)) return { ...asBefore, clearSinceMs: null };
  const seenCount = count + verdict.times;
  return {
    ...asBefore,
    detail: rule.condition.kind === "delivery_exhausted" ? exhausted(seenCount) : verdict.detail,
    value: verdict.value,
    count: seenCount,
    lastSeenMs: nowMs,
    clearSinceMs: null,
  };
}

function exhausted(count: number): string {
  return `${count} deliveries have used up every retry and failed for good`;
}

function changes(seen: AlertSeen, live: AlertRecord): boolean {
  return seen.count !== live.count || seen.clearSinceMs !== live.clearSinceMs;
}
