import type { CallId, Delivery } from "@callcall/webhooks/client";
import { useCallback } from "react";
import { useApiMutation } from "../api/use-api.ts";
import { confirm } from "../components/confirm.tsx";
import { notifyDone, notifyProblem } from "../components/notify.ts";
import { useMay } from "../session/session.ts";

/** What shows deliveries, and is not true any more after one was changed. */
const SHOWN_BY: readonly CallId[] = [
  "deliveries.get",
  "deliveries.list",
  "events.deliveries",
  "events.list",
  "events.get",
  "events.explain",
];

export interface DeliveryActions {
  /** Whether the session may do any of it. */
  readonly allowed: boolean;
  readonly busy: boolean;
  retry(deliveryId: string): void;
  cancel(deliveryId: string): void;
  /** Owe the event to the endpoint, whether or not it was owed before. */
  replay(eventId: string, webhookId: string, done?: (delivery: Delivery) => void): void;
}

/** Send again, give up, send to another: with a word about what came of it. */
export function useDeliveryActions(): DeliveryActions {
  const allowed = useMay("events:write");
  const retrying = useApiMutation("deliveries.retry", {
    invalidates: SHOWN_BY,
    onSuccess: () => notifyDone("The delivery is being sent again"),
  });
  const cancelling = useApiMutation("deliveries.cancel", {
    invalidates: SHOWN_BY,
    onSuccess: () => notifyDone("The delivery is cancelled"),
  });
  const replaying = useApiMutation("events.replay", {
    invalidates: SHOWN_BY,
    onSuccess: () => notifyDone("The event is being sent to the endpoint"),
  });
  const shown = { onError: notifyProblem };
  const { mutate } = retrying;
  // A console has hundreds of lines that would all be drawn again for a new function.
  const retry = useCallback((id: string) => mutate({ params: { id } }, { onError: notifyProblem }), [mutate]);
  return {
    allowed,
    busy: retrying.isPending || cancelling.isPending || replaying.isPending,
    retry,
    async cancel(id) {
      const sure = await confirm({
        title: "Cancel this delivery?",
        body: "It will not be tried again by itself. You can still send it again by hand.",
        action: "Cancel the delivery",
        dangerous: true,
      });
      if (sure) cancelling.mutate({ params: { id } }, shown);
    },
    replay: (id, webhookId, done) =>
      replaying.mutate(
        { params: { id }, body: { webhook_id: webhookId } },
        { ...shown, onSuccess: (delivery) => done?.(delivery) },
      ),
  };
}
