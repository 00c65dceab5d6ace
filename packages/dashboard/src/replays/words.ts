import type { Replay, ReplayFailure, ReplaySelection, ReplayStatus } from "@callcall/webhooks/client";
import { count, duration, percent } from "../components/format.ts";
import type { Tone } from "../components/tone.ts";

export const SELECTIONS: Readonly<Record<ReplaySelection, { readonly label: string; readonly text: string }>> = {
  failed: { label: "Failed ones", text: "Deliveries whose retries are used up." },
  missing: {
    label: "Missing ones",
    text: "Events it subscribes to now and was never sent: from before it was here, or disabled.",
  },
  all: { label: "All", text: "Every event it subscribes to now, those it has processed already as well." },
};

export const STATUSES: Readonly<Record<ReplayStatus, { readonly label: string; readonly tone: Tone }>> = {
  running: { label: "Running", tone: "busy" },
  completed: { label: "Completed", tone: "ok" },
  cancelled: { label: "Cancelled", tone: "calm" },
  failed: { label: "Stopped", tone: "bad" },
};

export const FAILURES: Readonly<Record<ReplayFailure, string>> = {
  webhook_disabled: "The endpoint was disabled. Enable it, and replay what is left.",
  webhook_deleted: "The endpoint was deleted.",
};

export function events(number: number): string {
  return `${count(number)} ${number === 1 ? "event" : "events"}`;
}

/** How much of it is done, from 0 to 1. A count that was only an estimate must not end beyond the end. */
export function shareOf({ status, replayed, skipped, total }: Replay): number {
  if (status === "completed") return 1;
  return total === 0 ? 0 : Math.min(0.99, (replayed + skipped) / total);
}

/** "1,204 of 48,213 events, 2.4 %" */
export function progressOf(replay: Replay): string {
  const { replayed, total, total_exact, status } = replay;
  if (status !== "running") return `${events(replayed)} sent on`;
  return `${count(replayed)} of ${total_exact ? "" : "about "}${events(total)}, ${percent(shareOf(replay))}`;
}

/** What a running one is doing. */
export function paceOf({ waiting, replayed_per_second, estimated_finish_at }: Replay, nowMs: number): string {
  if (waiting) return "Waiting: the endpoint has other deliveries due, which go first.";
  // A rate over less than a second is none yet.
  if (replayed_per_second === null || replayed_per_second === 0) return "Getting under way.";
  const rate = `${replayed_per_second} a second`;
  if (estimated_finish_at === null) return `${rate}.`;
  return `${rate}, done in about ${duration(Date.parse(estimated_finish_at) - nowMs)}.`;
}
