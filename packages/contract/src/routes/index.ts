import { administrationRoutes } from "./administration.ts";
import { alertRoutes } from "./alerts.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { eventTypeRoutes } from "./event-types.ts";
import { eventRoutes } from "./events.ts";
import { explanationRoutes } from "./explanations.ts";
import { replayRoutes } from "./replays.ts";
import { portalRoutes, sessionRoutes } from "./sessions.ts";
import { examRoutes, receiverRoutes, trafficRoutes, webhookCheckRoutes } from "./simulator.ts";
import { statisticsRoutes } from "./statistics.ts";
import { webhookRoutes } from "./webhooks.ts";

export const API_PREFIX = "/api/v1";

/** Every call of the API, by operation id. */
export const ROUTES = {
  ...webhookRoutes,
  ...eventRoutes,
  ...explanationRoutes,
  ...deliveryRoutes,
  ...replayRoutes,
  ...statisticsRoutes,
  ...eventTypeRoutes,
  ...webhookCheckRoutes,
  ...examRoutes,
  ...receiverRoutes,
  ...trafficRoutes,
  ...administrationRoutes,
  ...sessionRoutes,
  ...alertRoutes,
  ...portalRoutes,
} as const;

export type OperationId = keyof typeof ROUTES;

/** Refusals that any call may answer with. */
export const SHARED_PROBLEMS = [
  "bad_request",
  "invalid_json",
  "invalid_utf8",
  "too_deep",
  "too_many_keys",
  "duplicate_key",
  "invalid_request",
  "unknown_field",
  "invalid_parameter",
  "unauthorized",
  "cross_site",
  "insufficient_scope",
  "not_found",
  "route_not_found",
  "method_not_allowed",
  "request_timeout",
  "payload_too_large",
  "unsupported_media_type",
  "rate_limited",
  "internal_error",
  "unavailable",
] as const;
