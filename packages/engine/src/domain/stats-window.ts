import { BUCKET_SECONDS, LIMITS } from "@callcall/contract";
import { WIDTH_MS } from "@callcall/store";
import { instant } from "./instant.ts";

/** What a caller asked to see. Absent: the server chooses. */
export interface StatsRequest {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** One of BUCKET_SECONDS. */
  readonly bucketSeconds?: number;
}

/** A window cut into buckets without a rest, and the stored figures that they are made from. */
export interface StatsWindow {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly bucketMs: number;
  readonly width: "minute" | "hour";
}

export type WindowChoice =
  | { readonly ok: true; readonly window: StatsWindow }
  /** `pointer` into the query. */
  | { readonly ok: false; readonly pointer: string; readonly detail: string };

const DAY_MS = 86_400_000;
/** As many as a chart can show without two of them sharing a pixel column on a telephone. */
const BUCKETS_CHOSEN_MAX = 180;

export function chooseWindow(request: StatsRequest, nowMs: number): WindowChoice {
  const untilMs = request.untilMs ?? nowMs;
  const sinceMs = request.sinceMs ?? untilMs - DAY_MS;
  if (sinceMs >= untilMs) {
    return { ok: false, pointer: "/since", detail: `Must be before until, which is ${instant(untilMs)}` };
  }
  const oldestMinuteMs = nowMs - LIMITS.stats_minutes_kept_seconds * 1000;
  const bucketMs = (request.bucketSeconds ?? fitting(untilMs - sinceMs, sinceMs < oldestMinuteMs)) * 1000;
  const window: StatsWindow = {
    sinceMs: Math.floor(sinceMs / bucketMs) * bucketMs,
    untilMs: Math.ceil(untilMs / bucketMs) * bucketMs,
    bucketMs,
    width: bucketMs < WIDTH_MS.hour ? "minute" : "hour",
  };
  const buckets = bucketCount(window);
  if (buckets > LIMITS.stats_buckets) {
    return {
      ok: false,
      pointer: request.bucketSeconds === undefined ? "/since" : "/bucket_seconds",
      detail: `Makes ${buckets} buckets, and at most ${LIMITS.stats_buckets} are shown: take wider ones, or a shorter time`,
    };
  }
  if (window.width === "minute" && sinceMs < oldestMinuteMs) {
    const days = LIMITS.stats_minutes_kept_seconds / 86_400;
    const detail = `Buckets of less than 3600 s are kept for ${days} days, and since lies before that`;
    return { ok: false, pointer: "/bucket_seconds", detail };
  }
  return { ok: true, window };
}

export function bucketCount({ sinceMs, untilMs, bucketMs }: StatsWindow): number {
  return (untilMs - sinceMs) / bucketMs;
}

/** The narrowest bucket of which a chart can show all. */
function fitting(lengthMs: number, hoursOnly: boolean): number {
  const widths = BUCKET_SECONDS.filter((seconds) => !hoursOnly || seconds * 1000 >= WIDTH_MS.hour);
  const widest = 86_400;
  return widths.find((seconds) => lengthMs <= seconds * 1000 * BUCKETS_CHOSEN_MAX) ?? widest;
}
