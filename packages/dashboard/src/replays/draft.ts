import type { ReplaySelection, ReplayStart } from "@callcall/webhooks/client";
import { rangeMs, TIME_RANGES, type TimeRange } from "../components/time-range.tsx";

/** How far back a replay reaches, or two instants of the reader's own. */
export type Reach = TimeRange | "custom";
export const REACHES: readonly Reach[] = [...TIME_RANGES, "custom"];

/** What is chosen in the dialog. */
export interface ReplayDraft {
  readonly which: ReplaySelection;
  readonly reach: Reach;
  /** As a field of a form has it, in the reader's time zone: `2026-03-01T14:30`; empty where nothing is chosen. */
  readonly from: string;
  readonly to: string;
  readonly types: readonly string[];
  readonly ratePerSecond: number;
}

export const RATE_DEFAULT = 50;
export const RATE_MAX = 1_000;

export function emptyDraft(which: ReplaySelection): ReplayDraft {
  return { which, reach: "24h", from: "", to: "", types: [], ratePerSecond: RATE_DEFAULT };
}

/** The request; undefined while the times of it are not whole. `nowMs`: when the dialog was opened. */
export function replayStartOf(draft: ReplayDraft, nowMs: number): ReplayStart | undefined {
  const { which, reach, from, to, types, ratePerSecond } = draft;
  const rest = { which, rate_per_second: ratePerSecond, ...(types.length === 0 ? {} : { types: [...types] }) };
  if (reach !== "custom") return { ...rest, since: new Date(nowMs - rangeMs(reach)).toISOString() };
  const since = Date.parse(from);
  if (Number.isNaN(since)) return undefined;
  const until = Date.parse(to);
  if (to !== "" && Number.isNaN(until)) return undefined;
  return {
    ...rest,
    since: new Date(since).toISOString(),
    ...(to === "" ? {} : { until: new Date(until).toISOString() }),
  };
}
