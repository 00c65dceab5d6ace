import type { LaneKey } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import type { Observe } from "../telemetry/observe.ts";

/** Rows cancelled in one commit: about 20 ms, so that other commits are not held up. */
export const CANCEL_AT_ONCE = 1_000;

export interface CancelPorts {
  readonly commit: GroupCommit;
  readonly clock: Clock;
  readonly log: Log;
  readonly observe: Observe | undefined;
  /** The engine stops: leave the rest to the next start. */
  stopping(): boolean;
}

/** `deliveryId`: by hand; null: what a deleted webhook had pending. */
export function tellCancelled(
  { accountId, webhookId }: LaneKey,
  deliveryId: string | null,
  deliveries: number,
  { observe }: Pick<CancelPorts, "observe">,
): void {
  if (deliveries > 0) observe?.({ step: "deliveries.cancelled", accountId, webhookId, deliveryId, deliveries });
}

/**
 * Cancel, step by step, what a deleted webhook has left pending. A crash in between leaves the rest
 * pending; the next start goes on with it.
 */
export async function cancelDeleted({ accountId, webhookId }: LaneKey, ports: CancelPorts): Promise<void> {
  try {
    while (!ports.stopping()) {
      const { cancelled } = await ports.commit.submit({
        kind: "webhook.cancel_deleted",
        accountId,
        webhookId,
        nowMs: ports.clock.nowMs(),
        cancelAtMost: CANCEL_AT_ONCE,
      });
      tellCancelled({ accountId, webhookId }, null, cancelled, ports);
      if (cancelled < CANCEL_AT_ONCE) return;
    }
  } catch (error) {
    ports.log.warn(
      { err: error, webhook: webhookId },
      "cannot cancel what a deleted webhook has pending; the next start will",
    );
  }
}
