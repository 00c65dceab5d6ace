import { LIMITS } from "../limits.ts";
import { PageQuery } from "../resources/common.ts";
import { DeliveryPage } from "../resources/delivery.ts";
import {
  Event,
  EventAccepted,
  EventBatch,
  EventBatchResult,
  EventFilter,
  EventPage,
  EventPublish,
} from "../resources/event.ts";
import { defineRoutes } from "./route.ts";

const tag = "Events";

export const eventRoutes = defineRoutes({
  "events.publish": {
    method: "POST",
    path: "/events",
    tag,
    summary: "Publish an event",
    description: "202 means: the event and every delivery it owes are on stable storage.",
    scope: "events:write",
    // The envelope around a payload of the largest size.
    body: { schema: EventPublish, raw: true, limitBytes: LIMITS.payload_bytes + 4_096 },
    idempotent: true,
    success: { status: 202, schema: EventAccepted, description: "Accepted, durably" },
    problems: [
      "unknown_event_type",
      "schema_mismatch",
      "duplicate_id",
      "invalid_idempotency_key",
      "idempotency_mismatch",
      "unavailable",
      "storage_full",
    ],
  },
  "events.publishBatch": {
    method: "POST",
    path: "/events/batch",
    tag,
    summary: "Publish up to 1,000 events",
    description: "Each event is accepted or refused on its own; the accepted ones are on stable storage.",
    scope: "events:write",
    body: { schema: EventBatch, raw: true, limitBytes: LIMITS.batch_request_bytes },
    idempotent: true,
    success: { status: 202, schema: EventBatchResult, description: "One result per event" },
    problems: ["invalid_idempotency_key", "idempotency_mismatch", "unavailable", "storage_full"],
  },
  "events.list": {
    method: "GET",
    path: "/events",
    tag,
    summary: "List events, newest first",
    scope: "events:read",
    query: PageQuery.extend(EventFilter.shape),
    success: { status: 200, schema: EventPage, description: "A page of events" },
    problems: ["invalid_cursor"],
  },
  "events.get": {
    method: "GET",
    path: "/events/{id}",
    tag,
    summary: "Get an event with its payload",
    scope: "events:read",
    success: { status: 200, schema: Event, description: "The event; data are the publisher's own bytes" },
    problems: ["not_found"],
  },
  "events.deliveries": {
    method: "GET",
    path: "/events/{id}/deliveries",
    tag,
    summary: "List the deliveries of an event",
    scope: "events:read",
    query: PageQuery,
    success: { status: 200, schema: DeliveryPage, description: "A page of deliveries" },
    problems: ["not_found", "invalid_cursor"],
  },
});
