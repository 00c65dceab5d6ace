import type { Attempt, DeliveryDetail } from "@callcall/webhooks/client";

interface Point {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Place on the line, 0 to 1. */
  readonly x: number;
}
export interface AttemptPoint extends Point {
  readonly kind: "attempt";
  readonly attempt: Attempt;
}
export interface PlannedPoint extends Point {
  readonly kind: "planned";
  /** The number that this attempt will have. */
  readonly number: number;
}
export interface Tick {
  readonly x: number;
  readonly label: string;
}

export interface TimeLine {
  readonly startMs: number;
  readonly endMs: number;
  readonly attempts: readonly AttemptPoint[];
  readonly planned: readonly PlannedPoint[];
  /** Where now is, while something is still to come; null on a line that is over. */
  readonly nowX: number | null;
  readonly ticks: readonly Tick[];
  /** Attempts before the 25 that the API shows. */
  readonly hidden: number;
}

/** Seconds and what they are called. Waits double first and are hours at the end: a linear line would show one of both. */
const TICKS: readonly (readonly [seconds: number, label: string])[] = [
  [1, "1 s"],
  [10, "10 s"],
  [60, "1 min"],
  [600, "10 min"],
  [3_600, "1 h"],
  [6 * 3_600, "6 h"],
  [86_400, "1 d"],
  [3 * 86_400, "3 d"],
  [7 * 86_400, "7 d"],
  [30 * 86_400, "30 d"],
];
/** What is delivered within milliseconds gets a line of a second, or its point would stand at both ends. */
const SHORTEST_MS = 1_000;

type Drawn = Pick<
  DeliveryDetail,
  | "created_at"
  | "finished_at"
  | "attempts"
  | "planned_attempts"
  | "next_attempt_at"
  | "attempt_count"
  | "status"
  | "in_flight"
>;

/** A delivery from its acceptance to its last planned attempt, on a scale that is logarithmic from a second on. */
export function timeLineOf(delivery: Drawn, nowMs: number): TimeLine {
  const startMs = Date.parse(delivery.created_at);
  const attempted = delivery.attempts.map((attempt) => ({ attempt, atMs: Date.parse(attempt.started_at) }));
  const waiting = delivery.status === "pending";
  const plannedMs = waiting ? plannedTimes(delivery) : [];
  const lastMs = Math.max(
    startMs + SHORTEST_MS,
    ...attempted.map(({ atMs, attempt }) => atMs + (attempt.timings_ms?.total ?? 0)),
    ...plannedMs,
    ...(delivery.finished_at === null ? [] : [Date.parse(delivery.finished_at)]),
    ...(waiting ? [nowMs] : []),
  );
  const x = (atMs: number): number => {
    const share = Math.log1p(Math.max(0, atMs - startMs) / 1000) / Math.log1p((lastMs - startMs) / 1000);
    return Math.min(1, Math.max(0, share));
  };
  return {
    startMs,
    endMs: lastMs,
    attempts: attempted.map(({ attempt, atMs }) => ({ kind: "attempt", attempt, atMs, x: x(atMs) })),
    planned: plannedMs.map((atMs, index) => ({
      kind: "planned",
      number: delivery.attempt_count + index + 1,
      atMs,
      x: x(atMs),
    })),
    nowX: waiting ? x(nowMs) : null,
    ticks: TICKS.filter(([seconds]) => startMs + seconds * 1000 <= lastMs).map(([seconds, label]) => ({
      label,
      x: x(startMs + seconds * 1000),
    })),
    hidden: Math.max(0, delivery.attempt_count - delivery.attempts.length),
  };
}

/** `planned_attempts` are the earliest times; the next one has its real time beside it. */
function plannedTimes({ planned_attempts, next_attempt_at, in_flight }: Drawn): readonly number[] {
  const planned = planned_attempts.map((at) => Date.parse(at));
  if (in_flight || next_attempt_at === null) return planned;
  return [Date.parse(next_attempt_at), ...planned.slice(1)];
}
