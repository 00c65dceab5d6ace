import { LIMITS } from "../limits.ts";
import { PageQuery } from "../resources/common.ts";
import { Replay, ReplayDetail, ReplayPage, ReplayStart, ReplayStarted } from "../resources/replay.ts";
import { defineRoutes } from "./route.ts";

const tag = "Replays";

export const replayRoutes = defineRoutes({
  "replays.start": {
    method: "POST",
    path: "/webhooks/{id}/replay",
    tag,
    summary: "Send the events of a window to an endpoint again",
    description: "A job: durable, below live traffic in rate, and taken up again after a restart. dry_run only counts.",
    scope: "events:write",
    body: { schema: ReplayStart, limitBytes: LIMITS.control_request_bytes },
    success: { status: 202, schema: ReplayStarted, description: "The job, or with dry_run what it would do" },
    problems: ["not_found", "conflict", "unknown_event_type", "limit_reached"],
  },
  "replays.list": {
    method: "GET",
    path: "/webhooks/{id}/replays",
    tag,
    summary: "List the replays of an endpoint, newest first",
    scope: "events:read",
    query: PageQuery,
    success: { status: 200, schema: ReplayPage, description: "A page of replays" },
    problems: ["not_found", "invalid_cursor"],
  },
  "replays.get": {
    method: "GET",
    path: "/replays/{id}",
    tag,
    summary: "Get a replay with its progress",
    scope: "events:read",
    success: { status: 200, schema: ReplayDetail, description: "The replay" },
    problems: ["not_found"],
  },
  "replays.cancel": {
    method: "POST",
    path: "/replays/{id}/cancel",
    tag,
    summary: "Stop a replay",
    description: "It sends no more. What it has given to the webhook's queue is delivered.",
    scope: "events:write",
    success: { status: 200, schema: Replay, description: "Cancelled" },
    problems: ["not_found", "conflict"],
  },
});
