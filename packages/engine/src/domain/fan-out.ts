import type { WebhookRecord } from "@callcall/store";
import type { Budget } from "./budget.ts";
import type { Filter } from "./filter.ts";
import type { Payload } from "./payload.ts";
import { subscribes } from "./subscriptions.ts";

/** A webhook as the fan-out sees it. */
export interface Subscriber {
  readonly webhook: WebhookRecord;
  /** Null: every event of its types. */
  readonly filter: Filter | null;
}

/** An account's webhooks as they were at one version. */
export interface Subscriptions {
  readonly version: number;
  readonly subscribers: readonly Subscriber[];
}

/** Why a webhook is or is not owed an event. */
type Match = "owed" | "disabled" | "other_type" | "filtered_out";

/** Judge one webhook. The payload is parsed only when a filter wants to look at it. */
export function match(subscriber: Subscriber, type: string, payload: Payload, budget: Budget): Match {
  const { webhook, filter } = subscriber;
  if (!webhook.events.some((pattern) => subscribes(pattern, type))) return "other_type";
  if (webhook.status !== "enabled") return "disabled";
  if (filter === null) return "owed";
  // Too much to be looked at: rather an event too many than one that is missing.
  if (filter.weight > 0 && !budget.spend(filter.weight * payload.size)) return "owed";
  return filter.accepts({ type, data: payload.value }) ? "owed" : "filtered_out";
}

/** The webhooks that are owed an event: a pure function of the event and the subscriptions. */
export function fanOut(
  subscriptions: Subscriptions,
  type: string,
  payload: Payload,
  budget: Budget,
): readonly WebhookRecord[] {
  return subscriptions.subscribers
    .filter((subscriber) => match(subscriber, type, payload, budget) === "owed")
    .map((subscriber) => subscriber.webhook);
}
