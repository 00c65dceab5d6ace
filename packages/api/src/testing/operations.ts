import { API_PREFIX, type OperationId, ROUTES, type Route } from "@callcall/contract";

/** Every operation of the contract, with a good body: what the tables of tests walk through. */
export const OPERATIONS = Object.entries(ROUTES) as [OperationId, Route][];

const BODIES: Partial<Record<OperationId, unknown>> = {
  "webhooks.create": { url: "https://your-domain.com/webhook", events: ["customer.qualified"] },
  "webhooks.update": { description: "changed" },
  "webhooks.check": { url: "https://your-domain.com/webhook" },
  "webhooks.test": { type: "customer.qualified" },
  "events.publish": { type: "customer.qualified", data: {} },
  "events.publishBatch": { events: [{ type: "customer.qualified", data: {} }] },
  "events.replay": { webhook_id: "wh_mine" },
  "replays.start": { which: "failed", since: "2025-02-07T02:55:00.000Z" },
  "eventTypes.create": { name: "order.paid" },
  "eventTypes.update": { description: "changed" },
  "signatures.verify": { payload: "{}", signature: "t=1,v1=00", timestamp: "1", secret: "whsec_AAAA" },
  "traffic.start": { types: ["customer.qualified"], rate_per_second: 1, duration_seconds: 10 },
  "receivers.create": { name: "My receiver" },
  "receivers.update": { behaviour: { answer: "gone" } },
  "keys.create": { name: "another", scopes: ["events:read"] },
  "alertRules.create": { name: "Failing", condition: { kind: "delivery_exhausted" } },
  "alertRules.update": { enabled: false },
  "accounts.create": { name: "another" },
  "session.create": { key: "cck_full" },
};

export function bodyOf(operation: OperationId): { readonly body?: unknown } {
  const body = BODIES[operation];
  return body === undefined ? {} : { body };
}

/** The address of a route with its parameter filled in. `tag`: `mine` or `theirs`, as the fake engine names its ids. */
export function addressOf(route: Route, tag: string): string {
  // The collection that the parameter stands under.
  const [, noun = ""] = /([a-z-]+)\/\{/.exec(route.path) ?? [];
  const prefixes: Readonly<Record<string, string>> = {
    webhooks: "wh_",
    events: "evt_",
    deliveries: "dlv_",
    keys: "key_",
    "portal-sessions": "prt_",
    replays: "rpl_",
    receivers: "rcv_",
    traffic: "trf_",
    alerts: "alt_",
    rules: "alr_",
  };
  return API_PREFIX + route.path.replace(/\{[a-z]+\}/, `${prefixes[noun] ?? ""}${tag}`);
}
