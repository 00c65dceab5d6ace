import type { OperationId, ROUTES } from "@callcall/contract";

type Routes = typeof ROUTES;

/** Method and path of the calls that the screens use. The compiler compares each with the contract. */
export const OPERATIONS = {
  "webhooks.list": "GET /webhooks",
  "webhooks.create": "POST /webhooks",
  "webhooks.get": "GET /webhooks/{id}",
  "webhooks.update": "PATCH /webhooks/{id}",
  "events.list": "GET /events",
  "events.get": "GET /events/{id}",
  "deliveries.list": "GET /deliveries",
  "deliveries.get": "GET /deliveries/{id}",
  "accounts.list": "GET /accounts",
} as const satisfies { readonly [Id in OperationId]?: `${Routes[Id]["method"]} ${Routes[Id]["path"]}` };

export type KnownOperation = keyof typeof OPERATIONS;
