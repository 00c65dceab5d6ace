import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export interface KeysSearch {
  /** Revoked and expired keys as well. */
  readonly all?: true;
}

export const keysRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/keys",
  validateSearch: (search: Record<string, unknown>): KeysSearch => (search["all"] === true ? { all: true } : {}),
  component: lazyRouteComponent(() => import("./index.tsx"), "KeysScreen"),
});

export const keysRoutes = [keysRoute] as const;
