import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `npm run build` puts the dashboard: `index.html`, `assets/`, and what stands beside them. */
export const dashboardDirectory = join(dirname(fileURLToPath(import.meta.url)), "dist");

/** First segments of the addresses that the dashboard routes itself. A test compares them with its router. */
export const dashboardRoutes = [
  "activity",
  "alerts",
  "console",
  "deliveries",
  "endpoints",
  "event-types",
  "events",
  "keys",
  "portal-links",
  "settings",
  "sign-in",
  "signatures",
  "simulator",
  "tester",
];
