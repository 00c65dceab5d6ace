import type { LaneKey, ReadStore } from "@callcall/store";
import type { Dispatcher } from "../dispatch/dispatcher.ts";

/** The lane must look at the store again: what it has in memory is no longer so. */
export async function wakeLane(
  { accountId, webhookId }: LaneKey,
  { store, dispatcher }: { readonly store: ReadStore; readonly dispatcher: Dispatcher },
): Promise<void> {
  if (dispatcher.nudge(webhookId)) return;
  const webhook = await store.webhook(accountId, webhookId);
  if (webhook !== undefined) dispatcher.wake(webhook);
}
