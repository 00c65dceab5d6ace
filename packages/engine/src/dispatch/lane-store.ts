import { isFatal } from "@callcall/store";
import type { FlightEnd } from "./attempt.ts";
import type { Lane } from "./lane.ts";
import { type Parcel, parcelOf } from "./parcel.ts";
import type { AttemptPorts } from "./ports.ts";

/** How long a lane rests when the store could not be read or written. */
const STORE_REST_MS = 1_000;

/** Rest a moment instead of spinning. Nothing is lost: the store still has it as pending. */
export function restForStore(lane: Lane, steadyMs: number): void {
  lane.rest(steadyMs, STORE_REST_MS);
}

/** Read what the store holds for a lane. Never rejects: what cannot be read is read later. */
export async function refill(lane: Lane, ports: AttemptPorts): Promise<void> {
  const { store, clock, log, onFatal, observe } = ports;
  const { accountId, id: webhookId } = lane.webhook;
  const key = { accountId, webhookId };
  const { fifo } = lane;
  const limit = lane.startRefill();
  const startedAt = clock.monotonicMs();
  try {
    const nowMs = clock.nowMs();
    const rows = fifo ? await store.pendingInOrder(key, limit) : await store.dueDeliveries(key, nowMs, limit);
    const nextMs = fifo ? undefined : await store.nextDueMs(key, nowMs);
    lane.finishRefill(rows.map(parcelOf), nextMs ?? Number.POSITIVE_INFINITY);
    const readMs = clock.monotonicMs() - startedAt;
    observe?.({ step: "lane.refilled", accountId, webhookId, fifo, rows: rows.length, readMs });
  } catch (error) {
    log.warn({ err: error, webhook: webhookId }, "cannot read a lane yet; trying again");
    if (isFatal(error)) onFatal(error);
    lane.abandonRefill();
    restForStore(lane, clock.monotonicMs());
  }
}

/** Let a lane know what its parcel's flight came to. */
export function digest(lane: Lane, parcel: Parcel, end: FlightEnd, steadyMs: number): void {
  if (end.kind === "unavailable") {
    lane.reload();
    restForStore(lane, steadyMs);
    return;
  }
  if (end.kind === "stale") {
    // Cancelled, most likely; whatever it was, the store knows and memory does not.
    lane.reload();
    return;
  }
  const { decision } = end;
  if (end.state !== "pending" || decision.nextAttemptMs === null) return;
  if (lane.fifo) {
    const { chargedCount, nextAttemptMs } = decision;
    const attemptCount = parcel.attemptCount + 1;
    lane.putBack({ ...parcel, attemptCount, chargedCount, dueMs: nextAttemptMs, event: null, open: null });
  } else {
    lane.expect(decision.nextAttemptMs);
  }
}
