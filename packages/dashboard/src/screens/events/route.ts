import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export const eventsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/events",
  component: lazyRouteComponent(() => import("./index.tsx"), "EventsScreen"),
});

export const eventRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/events/$eventId",
  component: lazyRouteComponent(() => import("./detail.tsx"), "EventScreen"),
});

export const deliveryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/deliveries/$deliveryId",
  component: lazyRouteComponent(() => import("./delivery.tsx"), "DeliveryScreen"),
});

export const eventsRoutes = [eventsRoute, eventRoute, deliveryRoute] as const;
