import { type Delivery, Problem } from "@callcall/contract";
import type { ReadStore } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Audit } from "./audit.ts";
import { payloadExpired } from "./payload-expired.ts";
import type { Caller } from "./port.ts";
import { deliveryView } from "./views.ts";
import { wakeLane } from "./wake-lane.ts";

export interface ReplayPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
}

/** Owe an event to a webhook, whether or not it was owed before. */
export async function replayEvent(
  caller: Caller,
  eventId: string,
  webhookId: string,
  ports: ReplayPorts,
): Promise<Delivery> {
  const { accountId } = caller;
  const result = await ports.commit.submit({
    kind: "event.replay",
    accountId,
    eventId,
    webhookId,
    deliveryId: ports.ids.next("delivery"),
    nowMs: ports.clock.nowMs(),
    audit: ports.audit(caller, "event.replay", eventId),
  });
  switch (result.kind) {
    case "event_not_found":
      throw new Problem("not_found", "There is no such event");
    case "webhook_not_found":
      throw new Problem("not_found", "There is no such webhook", {
        errors: [{ pointer: "/webhook_id", detail: "is not a webhook of this account" }],
      });
    case "payload_expired":
      throw payloadExpired("Cannot send this event again");
    case "in_flight":
      throw new Problem("conflict", "Cannot send this event again as an attempt is under way");
    case "due": {
      // First of all, and whatever fails afterwards: what is committed must be known to its lane.
      await wakeLane({ accountId, webhookId }, ports);
      const delivery = await ports.store.delivery(accountId, result.deliveryId);
      if (delivery === undefined) throw new Problem("not_found", "There is no such delivery");
      return deliveryView(delivery);
    }
  }
}
