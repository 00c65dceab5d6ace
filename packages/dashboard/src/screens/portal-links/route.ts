import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export const portalLinksRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/portal-links",
  component: lazyRouteComponent(() => import("./index.tsx"), "PortalLinksScreen"),
});

export const portalLinksRoutes = [portalLinksRoute] as const;
