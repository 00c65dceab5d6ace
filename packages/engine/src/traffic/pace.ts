/** How a run of events is spread over time: evenly, from its first moment. */
export interface Pace {
  readonly ratePerSecond: number;
  readonly durationMs: number;
}

/** How many events a run has in all; at least one. */
export function totalOf({ ratePerSecond, durationMs }: Pace): number {
  return Math.max(1, Math.floor((ratePerSecond * durationMs) / 1000 + EPSILON));
}

/** When event `n` (from 0) is due, in milliseconds from the start. Counted from the start, so that nothing adds up. */
export function dueAtMs(n: number, { ratePerSecond }: Pace): number {
  return (n * 1000) / ratePerSecond;
}

/** How many events are due once so much time has passed. */
export function dueBy(elapsedMs: number, pace: Pace): number {
  const due = Math.floor((elapsedMs * pace.ratePerSecond) / 1000 + EPSILON) + 1;
  return Math.min(totalOf(pace), due);
}

/** An event is due at its own moment, though (7 * 1000 / 0.7) * 0.7 / 1000 is a little less than 7. */
const EPSILON = 1e-9;
