import { createRouter } from "@tanstack/react-router";
import { rootRoute } from "./routes/root-route.ts";
import { ScreenError } from "./routes/screen-error.tsx";
import { shellRoute } from "./routes/shell-route.ts";
import { UnknownAddress } from "./routes/unknown-address.tsx";
import { activityRoutes } from "./screens/activity/route.ts";
import { alertsRoutes } from "./screens/alerts/route.ts";
import { consoleRoutes } from "./screens/console/route.ts";
import { endpointsRoutes } from "./screens/endpoints/route.ts";
import { eventTypesRoutes } from "./screens/event-types/route.ts";
import { eventsRoutes } from "./screens/events/route.ts";
import { homeRoutes } from "./screens/home/route.ts";
import { keysRoutes } from "./screens/keys/route.ts";
import { portalLinksRoutes } from "./screens/portal-links/route.ts";
import { settingsRoutes } from "./screens/settings/route.ts";
import { signInRoute } from "./screens/sign-in/route.ts";
import { signaturesRoutes } from "./screens/signatures/route.ts";
import { simulatorRoutes } from "./screens/simulator/route.ts";
import { testerRoutes } from "./screens/tester/route.ts";
import { basePath } from "./session/portal.ts";

/** Each screen's folder says which addresses it has: a new one is added there, not here. */
const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([
    ...homeRoutes,
    ...endpointsRoutes,
    ...eventsRoutes,
    ...testerRoutes,
    ...signaturesRoutes,
    ...consoleRoutes,
    ...simulatorRoutes,
    ...eventTypesRoutes,
    ...alertsRoutes,
    ...activityRoutes,
    ...keysRoutes,
    ...portalLinksRoutes,
    ...settingsRoutes,
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: basePath,
  defaultPreload: "intent",
  // In each screen's place, so that the navigation stays when one breaks.
  defaultErrorComponent: ScreenError,
  defaultNotFoundComponent: UnknownAddress,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
