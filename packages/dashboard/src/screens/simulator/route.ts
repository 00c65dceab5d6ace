import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export const simulatorRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/simulator",
  component: lazyRouteComponent(() => import("./index.tsx"), "SimulatorScreen"),
});

export const simulatorRoutes = [simulatorRoute] as const;
