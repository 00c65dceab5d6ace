import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

interface EventTypesSearch {
  readonly text?: string;
  /** Archived ones as well. */
  readonly archived?: true;
}

export const eventTypesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/event-types",
  validateSearch: ({ text, archived }: Record<string, unknown>): EventTypesSearch => ({
    ...(typeof text === "string" && text !== "" ? { text } : {}),
    ...(archived === true ? { archived } : {}),
  }),
  component: lazyRouteComponent(() => import("./index.tsx"), "EventTypesScreen"),
});

export const eventTypeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/event-types/$name",
  component: lazyRouteComponent(() => import("./detail.tsx"), "EventTypeScreen"),
});

export const newEventTypeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/event-types/new",
  component: lazyRouteComponent(() => import("./new.tsx"), "NewEventTypeScreen"),
});

export const eventTypesRoutes = [eventTypesRoute, eventTypeRoute, newEventTypeRoute] as const;
