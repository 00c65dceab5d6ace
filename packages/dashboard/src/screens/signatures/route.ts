import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export const signaturesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/signatures",
  component: lazyRouteComponent(() => import("./index.tsx"), "SignaturesScreen"),
});

export const signaturesRoutes = [signaturesRoute] as const;
