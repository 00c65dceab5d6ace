import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";
import { toEndpointSearch } from "./model/detail.ts";
import { toEndpointsSearch } from "./model/list.ts";

export const endpointsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/endpoints",
  validateSearch: toEndpointsSearch,
  component: lazyRouteComponent(() => import("./index.tsx"), "EndpointsScreen"),
});

export const endpointRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/endpoints/$webhookId",
  validateSearch: toEndpointSearch,
  component: lazyRouteComponent(() => import("./detail.tsx"), "EndpointScreen"),
});

export const newEndpointRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/endpoints/new",
  component: lazyRouteComponent(() => import("./new.tsx"), "NewEndpointScreen"),
});

export const endpointsRoutes = [endpointsRoute, endpointRoute, newEndpointRoute] as const;
