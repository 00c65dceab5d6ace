/** Wait after each failed try of a notification, in seconds: eight tries within about an hour. */
const WAITS_SECONDS: readonly number[] = [10, 30, 60, 180, 360, 900, 1_800];

/** When to try again after `attempts` tries; null: it is given up. */
export function nextTryMs(attempts: number, nowMs: number): number | null {
  const wait = WAITS_SECONDS[attempts - 1];
  return wait === undefined ? null : nowMs + wait * 1_000;
}
