import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { type TimeRange, toTimeRange } from "../../components/time-range.tsx";
import { shellRoute } from "../../routes/shell-route.ts";

interface HomeSearch {
  readonly range?: TimeRange;
}

export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  validateSearch: (search: Record<string, unknown>): HomeSearch => {
    const range = toTimeRange(search["range"]);
    return range === undefined ? {} : { range };
  },
  component: lazyRouteComponent(() => import("./index.tsx"), "HomeScreen"),
});

export const homeRoutes = [homeRoute] as const;
