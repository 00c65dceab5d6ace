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
  return takes(subscriber, type) ? judge(subscriber, type, payload, budget) : "other_type";
}

function takes({ webhook }: Subscriber, type: string): boolean {
  return webhook.events.some((pattern) => subscribes(pattern, type));
}

function judge({ webhook, filter }: Subscriber, type: string, payload: Payload, budget: Budget): Match {
  if (webhook.status !== "enabled") return "disabled";
  if (filter === null) return "owed";
  // Too much to be looked at: rather an event too many than one that is missing.
  if (filter.weight > 0 && !budget.spend(filter.weight * payload.size)) return "owed";
  return filter.accepts({ type, data: payload.value }) ? "owed" : "filtered_out";
}

// A snapshot serves thousands of events of a handful of types: who takes a type is asked once, not of each webhook for
// each event. Types are those of the account's catalogue, so their number is bounded.
const takersByType = new WeakMap<readonly Subscriber[], Map<string, readonly Subscriber[]>>();

/** The subscribers of a type, enabled or not, in the order of all. */
export function takersOf(subscribers: readonly Subscriber[], type: string): readonly Subscriber[] {
  let byType = takersByType.get(subscribers);
  if (byType === undefined) {
    byType = new Map();
    takersByType.set(subscribers, byType);
  }
  let takers = byType.get(type);
  if (takers === undefined) {
    takers = subscribers.filter((subscriber) => takes(subscriber, type));
    byType.set(type, takers);
  }
  return takers;
}

/** The webhooks that are owed an event: a pure function of the event and the subscriptions. */
export function fanOut(
  { subscribers }: Subscriptions,
  type: string,
  payload: Payload,
  budget: Budget,
): readonly WebhookRecord[] {
  const owed: WebhookRecord[] = [];
  for (const taker of takersOf(subscribers, type)) {
    if (judge(taker, type, payload, budget) === "owed") owed.push(taker.webhook);
  }
  return owed;
}
