import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export const consoleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/console",
  component: lazyRouteComponent(() => import("./index.tsx"), "ConsoleScreen"),
});

export const consoleRoutes = [consoleRoute] as const;
