import { LIMITS } from "../limits.ts";
import { Delivery } from "../resources/delivery.ts";
import { EventReplay, Explanations } from "../resources/explanation.ts";
import { defineRoutes } from "./route.ts";

const tag = "Events";

export const explanationRoutes = defineRoutes({
  "events.explain": {
    method: "GET",
    path: "/events/{id}/explain",
    tag,
    summary: "Say for every endpoint why it did or did not get an event",
    scope: "events:read",
    success: { status: 200, schema: Explanations, description: "A verdict per webhook" },
    problems: ["not_found"],
  },
  "events.replay": {
    method: "POST",
    path: "/events/{id}/replay",
    tag,
    summary: "Send an event to an endpoint, owed or not",
    description: "An event that the webhook was never owed becomes a delivery; one that is finished is sent again.",
    scope: "events:write",
    body: { schema: EventReplay, limitBytes: LIMITS.control_request_bytes },
    success: { status: 202, schema: Delivery, description: "Due now" },
    problems: ["not_found", "conflict", "payload_expired"],
  },
});
