import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export const eventTypesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/event-types",
  component: lazyRouteComponent(() => import("./index.tsx"), "EventTypesScreen"),
});

export const eventTypesRoutes = [eventTypesRoute] as const;
