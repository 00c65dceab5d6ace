import type { Arrival } from "./consumers/messages.ts";

/** The server's wall clock from `atMs` on, against that of the consumers. */
export interface Jump {
  readonly atMs: number;
  readonly offsetMs: number;
}

/** The signature has seconds, a jump is noticed within a second, and a request may lie about for a while. */
const SLACK_MS = 4_000;

/** Milliseconds between a request that was refused and the next of the same delivery. */
export function waitsOf(arrivals: readonly Arrival[]): readonly number[] {
  const refusedAt = new Map<string, number>();
  const waits: number[] = [];
  for (const { delivery, atMs, reply } of arrivals) {
    if (delivery === null) continue;
    const refusedMs = refusedAt.get(delivery.deliveryId);
    if (refusedMs !== undefined) waits.push(atMs - refusedMs);
    if (reply === "refuse") refusedAt.set(delivery.deliveryId, atMs);
    else refusedAt.delete(delivery.deliveryId);
  }
  return waits;
}

/** Requests signed with a time that the server's clock did not show about then. */
export function signedAtAnotherTime(arrivals: readonly Arrival[], jumps: readonly Jump[]): number {
  return arrivals.filter(({ atMs, delivery }) => {
    if (delivery === null) return false;
    const isShown = jumps.some(({ atMs: fromMs, offsetMs }, index) => {
      const untilMs = jumps[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
      const isThen = atMs >= fromMs && atMs <= untilMs + SLACK_MS;
      return isThen && Math.abs(delivery.signedAtS * 1000 - (atMs + offsetMs)) <= SLACK_MS;
    });
    return !isShown;
  }).length;
}
