import { PageQuery } from "../resources/common.ts";
import { Delivery, DeliveryDetail, DeliveryFilter, DeliveryPage } from "../resources/delivery.ts";
import { defineRoutes } from "./route.ts";

const tag = "Deliveries";

export const deliveryRoutes = defineRoutes({
  "deliveries.list": {
    method: "GET",
    path: "/deliveries",
    tag,
    summary: "List deliveries, newest first",
    scope: "events:read",
    query: PageQuery.extend(DeliveryFilter.shape),
    success: { status: 200, schema: DeliveryPage, description: "A page of deliveries" },
    problems: ["invalid_cursor"],
  },
  "deliveries.get": {
    method: "GET",
    path: "/deliveries/{id}",
    tag,
    summary: "Get a delivery with its attempts",
    scope: "events:read",
    success: { status: 200, schema: DeliveryDetail, description: "The delivery and its last attempts" },
    problems: ["not_found"],
  },
  "deliveries.retry": {
    method: "POST",
    path: "/deliveries/{id}/retry",
    tag,
    summary: "Send a delivery again, now",
    description: "A pending one is hastened; a finished one becomes pending and starts its schedule over.",
    scope: "events:write",
    success: { status: 202, schema: Delivery, description: "Due now" },
    problems: ["not_found", "conflict", "payload_expired"],
  },
  "deliveries.cancel": {
    method: "POST",
    path: "/deliveries/{id}/cancel",
    tag,
    summary: "Give up on a pending delivery",
    description: "An attempt that is under way still completes and is recorded.",
    scope: "events:write",
    success: { status: 200, schema: Delivery, description: "Cancelled" },
    problems: ["not_found", "conflict"],
  },
});
