import type { WebhookRecord } from "@callcall/store";
import type { Filter } from "./filter.ts";
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
export type Match = "owed" | "disabled" | "other_type" | "filtered_out";

/** Judge one webhook. `data` is parsed at most once, and only when a filter wants to look at it. */
export function match(subscriber: Subscriber, type: string, data: () => unknown): Match {
  const { webhook, filter } = subscriber;
  if (!webhook.events.some((pattern) => subscribes(pattern, type))) return "other_type";
  if (webhook.status !== "enabled") return "disabled";
  return filter === null || filter.accepts({ type, data: data() }) ? "owed" : "filtered_out";
}

/** The webhooks that are owed an event: a pure function of the event and the subscriptions. */
export function fanOut(subscriptions: Subscriptions, type: string, data: () => unknown): readonly WebhookRecord[] {
  return subscriptions.subscribers
    .filter((subscriber) => match(subscriber, type, data) === "owed")
    .map((subscriber) => subscriber.webhook);
}
