import { LIMITS } from "../limits.ts";
import { PageQuery } from "../resources/common.ts";
import { EventType, EventTypeCreate, EventTypePage, EventTypeUpdate } from "../resources/event-type.ts";
import { defineRoutes } from "./route.ts";

const tag = "Event types";
const limitBytes = LIMITS.control_request_bytes;

export const eventTypeRoutes = defineRoutes({
  "eventTypes.list": {
    method: "GET",
    path: "/event-types",
    tag,
    summary: "List the catalogue, by name",
    scope: "webhooks:read",
    query: PageQuery,
    success: { status: 200, schema: EventTypePage, description: "A page of event types" },
    problems: ["invalid_cursor"],
  },
  "eventTypes.create": {
    method: "POST",
    path: "/event-types",
    tag,
    summary: "Add an event type",
    scope: "webhooks:write",
    body: { schema: EventTypeCreate, limitBytes },
    success: { status: 201, schema: EventType, description: "Added" },
    problems: ["conflict", "invalid_schema", "limit_reached"],
  },
  "eventTypes.get": {
    method: "GET",
    path: "/event-types/{name}",
    tag,
    summary: "Get an event type with schema and example",
    scope: "webhooks:read",
    success: { status: 200, schema: EventType, description: "The event type" },
    problems: ["not_found"],
  },
  "eventTypes.update": {
    method: "PATCH",
    path: "/event-types/{name}",
    tag,
    summary: "Change an event type",
    scope: "webhooks:write",
    body: { schema: EventTypeUpdate, limitBytes },
    success: { status: 200, schema: EventType, description: "The event type as it is now" },
    problems: ["not_found", "invalid_schema"],
  },
});
