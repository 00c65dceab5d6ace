import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export interface SimulatorSearch {
  /** The receiver that is looked at. */
  readonly receiver?: string;
  /** Of what it got: the request that is looked at. */
  readonly request?: string;
  readonly tab?: "traffic";
}

export const simulatorRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/simulator",
  validateSearch: ({ receiver, request, tab }: Record<string, unknown>): SimulatorSearch => ({
    ...(isId(receiver) ? { receiver } : {}),
    ...(isId(request) ? { request } : {}),
    ...(tab === "traffic" ? { tab } : {}),
  }),
  component: lazyRouteComponent(() => import("./index.tsx"), "SimulatorScreen"),
});

function isId(value: unknown): value is string {
  return typeof value === "string" && /^\w{1,128}$/.test(value);
}

export const simulatorRoutes = [simulatorRoute] as const;
