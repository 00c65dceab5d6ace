import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";
import { toAttemptSearch, toDeliveriesSearch, toEventsSearch, toTabSearch } from "./search.ts";

export const eventsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/events",
  validateSearch: toEventsSearch,
  component: lazyRouteComponent(() => import("./index.tsx"), "EventsScreen"),
});

export const eventRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/events/$eventId",
  validateSearch: toTabSearch,
  component: lazyRouteComponent(() => import("./detail.tsx"), "EventScreen"),
});

export const deliveriesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/deliveries",
  validateSearch: toDeliveriesSearch,
  component: lazyRouteComponent(() => import("./deliveries.tsx"), "DeliveriesScreen"),
});

export const deliveryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/deliveries/$deliveryId",
  validateSearch: toAttemptSearch,
  component: lazyRouteComponent(() => import("./delivery.tsx"), "DeliveryScreen"),
});

export const eventsRoutes = [eventsRoute, eventRoute, deliveriesRoute, deliveryRoute] as const;
