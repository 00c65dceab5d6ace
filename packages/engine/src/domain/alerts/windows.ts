/**
 * Windows over which figures are read, in seconds. Few, so that a hundred rules with windows of their own read no more
 * than these for each webhook.
 */
export const WINDOW_STEPS_SECONDS: readonly number[] = [60, 300, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];

/** The step that holds this window: the next longer one, in seconds. */
export function readWindowSeconds(windowSeconds: number): number {
  return WINDOW_STEPS_SECONDS.find((step) => step >= windowSeconds) ?? windowSeconds;
}
