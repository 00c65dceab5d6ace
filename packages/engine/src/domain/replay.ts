/** What a replay does, decided: its window, which events it wants, and how fast it goes. */
import { LIMITS } from "@callcall/contract";
import type { DeliveryState, ReplaySelection } from "@callcall/store";
import { instant } from "./instant.ts";
import { subscribes } from "./subscriptions.ts";

export type ReplayWindowChoice =
  | { readonly ok: true; readonly sinceMs: number; readonly untilMs: number }
  /** `pointer` into the body. */
  | { readonly ok: false; readonly pointer: string; readonly detail: string };

/** `untilMs` undefined: up to now, with what was accepted this very millisecond. */
export function chooseReplayWindow(sinceMs: number, untilMs: number | undefined, nowMs: number): ReplayWindowChoice {
  if (untilMs !== undefined && untilMs > nowMs) {
    return { ok: false, pointer: "/until", detail: `Must not be in the future: it is ${instant(nowMs)}` };
  }
  const endMs = untilMs ?? nowMs + 1;
  if (sinceMs >= endMs)
    return { ok: false, pointer: "/since", detail: `Must be before until, which is ${instant(endMs)}` };
  if (endMs - sinceMs > LIMITS.replay_window_seconds_max * 1000 + 1) {
    const days = LIMITS.replay_window_seconds_max / 86_400;
    return {
      ok: false,
      pointer: "/since",
      detail: `Must be at most ${days} days before until: replay the rest after it`,
    };
  }
  return { ok: true, sinceMs, untilMs: endMs };
}

/** Whether an event of this type can be meant. What has failed was owed, whatever the webhook subscribes to now. */
export function isReplayedType(
  type: string,
  selection: ReplaySelection,
  types: readonly string[] | null,
  subscribed: readonly string[],
): boolean {
  const takes = (patterns: readonly string[]): boolean => patterns.some((pattern) => subscribes(pattern, type));
  return (types === null || takes(types)) && (selection === "failed" || takes(subscribed));
}

/** What to do with an event, by its delivery to the webhook; null: it has none. `skip` counts, `pass` does not. */
export function judgeReplay(
  selection: ReplaySelection,
  state: DeliveryState | null,
  payloadExpired: boolean,
): "replay" | "skip" | "pass" {
  const verdict = judgeState(selection, state);
  return verdict === "replay" && payloadExpired ? "skip" : verdict;
}

function judgeState(selection: ReplaySelection, state: DeliveryState | null): "replay" | "skip" | "pass" {
  switch (selection) {
    case "failed":
      return state === "failed" ? "replay" : "pass";
    case "missing":
      return state === null ? "replay" : "pass";
    case "all":
      return state === "pending" ? "skip" : "replay";
  }
}

/** As far as a count came: all of the window, or so much of it that the rest can be guessed. */
export function estimateReplay(
  counted: { readonly wanted: number; readonly toMs: number; readonly through: boolean },
  { sinceMs, untilMs }: { readonly sinceMs: number; readonly untilMs: number },
): { readonly total: number; readonly totalExact: boolean } {
  if (counted.through) return { total: counted.wanted, totalExact: true };
  const share = Math.max(counted.toMs - sinceMs, 1) / (untilMs - sinceMs);
  return { total: Math.max(counted.wanted, Math.round(counted.wanted / Math.min(share, 1))), totalExact: false };
}

/** Of one step: a millisecond or two of the writer's time, and so many at most stand before a live event of the webhook. */
export const REPLAYED_PER_STEP = 64;
/** In a FIFO lane what is replayed comes before what is newer: so many at once may go ahead of a live event. */
const REPLAYED_PER_STEP_FIFO = 16;
const STEP_EVERY_MS = 250;
/** A turn that comes late makes up for it, as far as this. */
const CATCH_UP_MS = 1_000;

/** How many events the next step may replay. */
export function replayQuota(ratePerSecond: number, latenessMs: number, fifo: boolean): number {
  const dueMs = STEP_EVERY_MS + Math.min(Math.max(latenessMs, 0), CATCH_UP_MS);
  const most = fifo ? REPLAYED_PER_STEP_FIFO : REPLAYED_PER_STEP;
  return Math.min(most, Math.max(1, Math.ceil((ratePerSecond * dueMs) / 1000)));
}

/** When the next step is due, by the rate alone. `turnAt`: when this one was; `nowAt`: when it came. */
export function nextReplayTurn(turnAt: number, nowAt: number, replayed: number, ratePerSecond: number): number {
  return Math.max(turnAt, nowAt - CATCH_UP_MS) + (replayed * 1000) / ratePerSecond;
}

/** Deliveries of the webhook that may be due while a step is taken: beyond them, live events would wait longer for it. */
export function replayBacklogMax(fifo: boolean): number {
  return fifo ? 0 : 32;
}
