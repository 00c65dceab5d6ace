/** `data` of each built-in event type, by name. */
export interface BuiltInEventData {
  "customer.qualified": CustomerQualifiedData;
  "service.matched": ServiceMatchedData;
  "message.received": MessageReceivedData;
  "analysis.completed": AnalysisCompletedData;
}

/** A customer met the qualification criteria. */
export interface CustomerQualifiedData {
  customer_id: string;
  /** 0 to 100. */
  score: number;
  qualification_type: "hot" | "warm" | "cold";
  /** What raised the score, such as `budget_match`. */
  triggers: string[];
}

/** Services were matched to a customer. */
export interface ServiceMatchedData {
  customer_id: string;
  match_id: string;
  services: {
    service_id: string;
    name: string;
    /** 0 to 1. */
    score: number;
  }[];
  /** ISO 8601, UTC. */
  matched_at: string;
}

/** A new message arrived. */
export interface MessageReceivedData {
  message_id: string;
  conversation_id: string;
  customer_id: string;
  channel: "sms" | "email" | "chat" | "voice";
  direction: "inbound";
  text: string;
  /** ISO 8601, UTC. */
  received_at: string;
}

/** A business analysis is complete. */
export interface AnalysisCompletedData {
  analysis_id: string;
  customer_id: string;
  summary: string;
  metrics: { name: string; value: number }[];
  /** ISO 8601, UTC. */
  completed_at: string;
}

/** What every event carries, in the order in which the body has it. */
export interface EventEnvelope<Type extends string, Data> {
  /** `evt_…`. The same on every attempt and replay: skip an id that you have already processed. */
  id: string;
  type: Type;
  /** When the event was accepted, not when it happened: ISO 8601, UTC, whole seconds, such as `2025-02-07T02:55:00Z`. */
  created: string;
  data: Data;
  /** The payload version pinned on the webhook, such as `2024-01-01`. */
  version: string;
}

// TypeScript narrows a union by a string only if every member's `type` is a literal: one member with
// `string` (or a branded string) stays in every `case` and turns `event.data` into `unknown`. A closed
// union is no better: `default:` sees `never`, though any account may define types of its own. An enum
// member is a literal that no string equals, so it is left over exactly in `default:`, as a string.
declare enum Unlisted {
  Type = "(an event type that is not listed)",
}

/** An event whose type is not in the union: print it, or name it in {@link WebhookEvent}'s parameter. */
export type UnlistedEvent = EventEnvelope<Unlisted, unknown>;

/**
 * Any event a webhook may receive, told apart by `type`: `switch (event.type)` narrows `event.data`,
 * and `default:` is left with the types you did not list.
 *
 * Name the types of your account to have them narrowed too:
 * `WebhookEvent<{ "order.paid": { order_id: string } }>`.
 */
export type WebhookEvent<Custom extends object = Record<never, never>> =
  | { [Type in keyof BuiltInEventData]: EventEnvelope<Type, BuiltInEventData[Type]> }[keyof BuiltInEventData]
  | { [Type in keyof Custom & string]: EventEnvelope<Type, Custom[Type]> }[keyof Custom & string]
  | UnlistedEvent;

/** Names of the built-in event types. */
export type BuiltInEventType = keyof BuiltInEventData;

/** The event of one built-in type: `EventOf<"customer.qualified">`. */
export type EventOf<Type extends BuiltInEventType> = EventEnvelope<Type, BuiltInEventData[Type]>;
