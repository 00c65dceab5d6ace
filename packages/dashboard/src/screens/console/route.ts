import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";
import { toConsoleSearch } from "./search.ts";

export const consoleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/console",
  validateSearch: toConsoleSearch,
  component: lazyRouteComponent(() => import("./index.tsx"), "ConsoleScreen"),
});

export const consoleRoutes = [consoleRoute] as const;
