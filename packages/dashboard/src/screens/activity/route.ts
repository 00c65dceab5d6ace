import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";
import { toActivitySearch } from "./search.ts";

export const activityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/activity",
  validateSearch: toActivitySearch,
  component: lazyRouteComponent(() => import("./index.tsx"), "ActivityScreen"),
});

export const activityRoutes = [activityRoute] as const;
