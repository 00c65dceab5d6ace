import { LIMITS, type Outcome } from "@callcall/contract";
import type { DeliveryState, DisabledReason, OnExhausted, WebhookHealth } from "@callcall/store";
import type { DeliveryControl } from "./delivery-control.ts";
import { retryAfterMs } from "./retry-after.ts";

/** What an attempt came to, and where its delivery and webhook stood before. */
export interface Situation {
  readonly outcome: Outcome;
  /** The response status, where there was one. */
  readonly status: number | null;
  /** The Retry-After header, as received. */
  readonly retryAfter: string | null;
  /** What the consumer asked for beside its status. */
  readonly control: DeliveryControl | null;
  /** Earlier attempts of this delivery that count against the schedule. */
  readonly chargedCount: number;
  /** Earlier attempts that do not; of an `unknown` one, those before it in a row that came to the same. */
  readonly unchargedCount: number;
  /** Wait before each retry, in seconds. */
  readonly scheduleSeconds: readonly number[];
  /** `block`: the delivery is never given up, and what is behind it waits. */
  readonly onExhausted: OnExhausted;
  readonly health: WebhookHealth;
  readonly nowMs: number;
  /** In [0, 1): the jitter. */
  readonly random: number;
}

/** What follows from it. */
export interface Decision {
  readonly state: Exclude<DeliveryState, "cancelled">;
  /** Whether the attempt counts against the schedule and the webhook's health. */
  readonly charged: boolean;
  readonly chargedCount: number;
  readonly nextAttemptMs: number | null;
  /** With this attempt the retries are used up, and the delivery begins to hold up its line. */
  readonly blocks?: true;
  /** The webhook's health where it changed; null where it did not. */
  readonly health: WebhookHealth | null;
  /** Disable the webhook, and why. */
  readonly disable: DisabledReason | null;
}

/** The same after the wall clock was set: everything in it is as far off, or as long ago, as it was. */
export function shifted(decision: Decision, byMs: number): Decision {
  if (byMs === 0) return decision;
  const { nextAttemptMs, health } = decision;
  return { ...decision, nextAttemptMs: later(nextAttemptMs, byMs), health: health && shiftedHealth(health, byMs) };
}

/** A webhook's health, or a record with it, after the wall clock was set. */
export function shiftedHealth<Health extends WebhookHealth>(health: Health, byMs: number): Health {
  const { pausedUntilMs, failingSinceMs } = health;
  return { ...health, pausedUntilMs: later(pausedUntilMs, byMs), failingSinceMs: later(failingSinceMs, byMs) };
}

function later(ms: number | null, byMs: number): number | null {
  return ms === null ? null : ms + byMs;
}

/** Disabled after this long of nothing but failures… */
const FAILING_LIMIT_MS = 120 * 3_600_000;
/** …if there were at least this many: a webhook with one event a day is not condemned by five of them. */
const FAILING_LIMIT_ATTEMPTS = 20;
/** Jitter only adds, so that "never earlier than the schedule" can be tested and promised. */
const JITTER = 0.2;
/**
 * Our own fault: try again soon, without using up the consumer's schedule. Twice as long each time, up to five
 * minutes, so that a day without a route out does not fill the disk with attempts.
 */
const LOCAL_FAULT_RETRY_MS = 5_000;
const LOCAL_FAULT_RETRY_MAX_MS = 300_000;
/** How often a delivery that holds up its line is tried where the schedule has no interval. */
const BLOCKED_RETRY_SECONDS = 300;

/** So many attempts in a row may come to nothing that anybody knows of, and the delivery is sent again at once. */
export const UNKNOWN_FREE = 3;

/** Decide what follows from an attempt. Pure: the same situation always gives the same decision. */
export function decide(situation: Situation): Decision {
  const decision = byOutcome(situation);
  // Of an attempt without answer there is no control: nothing here is charged that is our own fault.
  return situation.control === "disable" ? { ...decision, disable: decision.disable ?? "asked" } : decision;
}

function byOutcome(situation: Situation): Decision {
  const { outcome, chargedCount, unchargedCount, nowMs, random } = situation;
  switch (outcome) {
    case "delivered":
      return final("succeeded", situation, recovered(situation), null);
    case "local_fault":
      return uncharged(chargedCount, nowMs + jittered(localFaultDelayMs(unchargedCount), random));
    case "unknown":
      // The node died, not the consumer: send again at once, under the same webhook-id.
      if (unchargedCount < UNKNOWN_FREE) return uncharged(chargedCount, nowMs);
      // Always with this delivery: it is likely what kills it. It uses up its schedule, and says nothing of the consumer.
      return { ...failed(situation), health: null, disable: null };
    case "http_410":
      return givenUp(situation, failing(situation), "gone");
    default:
      return failed(situation);
  }
}

function failed(situation: Situation): Decision {
  const { nowMs, scheduleSeconds, chargedCount, random } = situation;
  const pauseMs = pauseAskedFor(situation);
  const failure = failing(situation);
  const health =
    pauseMs > 0 ? { ...failure, pausedUntilMs: Math.max(failure.pausedUntilMs ?? 0, nowMs + pauseMs) } : failure;
  const disable = condemned(health, nowMs) ? "failing" : null;
  // What the consumer itself gives up holds up nothing.
  if (situation.control === "abort-message") return final("failed", situation, health, disable);
  const delaySeconds = scheduleSeconds[chargedCount];
  if (delaySeconds === undefined) return givenUp(situation, health, disable, pauseMs);
  const nextAttemptMs = nowMs + Math.max(jittered(delaySeconds * 1000, random), pauseMs);
  return { state: "pending", charged: true, chargedCount: chargedCount + 1, nextAttemptMs, health, disable };
}

/** No retry is left: failed, or, where the line is to be held, tried again at the schedule's last interval. */
function givenUp(
  situation: Situation,
  health: WebhookHealth,
  disable: DisabledReason | null,
  pauseMs: number = 0,
): Decision {
  const { onExhausted, scheduleSeconds, chargedCount, nowMs, random } = situation;
  if (onExhausted === "skip") return final("failed", situation, health, disable);
  const lastMs = (scheduleSeconds.at(-1) ?? BLOCKED_RETRY_SECONDS) * 1000;
  return {
    state: "pending",
    charged: true,
    chargedCount: chargedCount + 1,
    nextAttemptMs: nowMs + Math.max(jittered(lastMs, random), pauseMs),
    ...(chargedCount === scheduleSeconds.length ? { blocks: true as const } : {}),
    health,
    disable,
  };
}

/** Whether a delivery holds up its line: its retries are used up, and it is not given up. */
export function isBlocking(
  { state, chargedCount }: { readonly state: DeliveryState; readonly chargedCount: number },
  scheduleSeconds: readonly number[],
): boolean {
  return state === "pending" && chargedCount > scheduleSeconds.length;
}

function final(
  state: "succeeded" | "failed",
  { chargedCount }: Situation,
  health: WebhookHealth | null,
  disable: DisabledReason | null,
): Decision {
  return { state, charged: true, chargedCount: chargedCount + 1, nextAttemptMs: null, health, disable };
}

function uncharged(chargedCount: number, nextAttemptMs: number): Decision {
  return { state: "pending", charged: false, chargedCount, nextAttemptMs, health: null, disable: null };
}

/** Only 429 and 503 speak about load; elsewhere Retry-After is ignored. */
function pauseAskedFor({ status, retryAfter, nowMs }: Situation): number {
  if (status !== 429 && status !== 503) return 0;
  return Math.min(retryAfterMs(retryAfter, nowMs) ?? 0, LIMITS.retry_after_max_seconds * 1000);
}

/** The run of failures is over. A pause is not: it was asked for by an answer that this one crossed on its way. */
function recovered({ health, nowMs }: Situation): WebhookHealth | null {
  const { failingSinceMs, failedAttempts, pausedUntilMs } = health;
  if (failingSinceMs === null && failedAttempts === 0) return null;
  const paused = pausedUntilMs !== null && pausedUntilMs > nowMs;
  return { failingSinceMs: null, failedAttempts: 0, pausedUntilMs: paused ? pausedUntilMs : null };
}

function failing({ health, nowMs }: Situation): WebhookHealth {
  return { ...health, failingSinceMs: health.failingSinceMs ?? nowMs, failedAttempts: health.failedAttempts + 1 };
}

function condemned({ failingSinceMs, failedAttempts }: WebhookHealth, nowMs: number): boolean {
  return nowMs - (failingSinceMs ?? nowMs) >= FAILING_LIMIT_MS && failedAttempts >= FAILING_LIMIT_ATTEMPTS;
}

function localFaultDelayMs(unchargedCount: number): number {
  return Math.min(LOCAL_FAULT_RETRY_MS * 2 ** unchargedCount, LOCAL_FAULT_RETRY_MAX_MS);
}

function jittered(delayMs: number, random: number): number {
  return Math.round(delayMs * (1 + JITTER * random));
}

/** When the retries that are left would go out at the earliest, if every one of them fails at once. */
export function plannedAttempts(
  nextAttemptMs: number,
  chargedCount: number,
  scheduleSeconds: readonly number[],
): readonly number[] {
  const planned = [nextAttemptMs];
  for (const delaySeconds of scheduleSeconds.slice(chargedCount)) {
    planned.push((planned[planned.length - 1] ?? nextAttemptMs) + delaySeconds * 1000);
  }
  return planned;
}
