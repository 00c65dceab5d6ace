import type { DeliveryFilter, EventFilter } from "@callcall/store";

/** `customer.qualified`, `customer.*` or `*`, as the store asks for it. */
export function typeFilter(type: string | undefined): Pick<EventFilter, "type" | "typePrefix"> {
  if (type === undefined || type === "*") return {};
  // The dot stays: `customer.*` is not `customers.created`.
  return type.endsWith(".*") ? { typePrefix: type.slice(0, -1) } : { type };
}

interface Window {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export function windowFilter({ since, until }: Window): Pick<EventFilter, "sinceMs" | "untilMs"> {
  return {
    ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
    ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
  };
}

interface Narrowing extends Window {
  readonly type?: string | undefined;
  readonly status?: "pending" | "succeeded" | "failed" | "cancelled" | undefined;
  readonly webhook_id?: string | undefined;
}

/** What the lists of events and of deliveries have in common. Absent stays absent: `undefined` is no filter value. */
export function commonFilter(query: Narrowing): EventFilter & DeliveryFilter {
  return {
    ...typeFilter(query.type),
    ...windowFilter(query),
    ...(query.status === undefined ? {} : { state: query.status }),
    ...(query.webhook_id === undefined ? {} : { webhookId: query.webhook_id }),
  };
}
