import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export const testerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/tester",
  component: lazyRouteComponent(() => import("./index.tsx"), "TesterScreen"),
});

export const testerRoutes = [testerRoute] as const;
