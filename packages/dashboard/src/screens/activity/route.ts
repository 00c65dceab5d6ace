import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export const activityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/activity",
  component: lazyRouteComponent(() => import("./index.tsx"), "ActivityScreen"),
});

export const activityRoutes = [activityRoute] as const;
