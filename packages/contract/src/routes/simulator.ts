import { LIMITS } from "../limits.ts";
import { PageQuery } from "../resources/common.ts";
import { ExamReport, ExamRequest } from "../resources/exam.ts";
import {
  ReceivedRequests,
  Receiver,
  ReceiverCreate,
  ReceiverPage,
  ReceiverUpdate,
  TrafficRun,
  TrafficRuns,
  TrafficStart,
} from "../resources/receiver.ts";
import { WebhookCheck, WebhookCheckResult } from "../resources/webhook.ts";
import { defineRoutes } from "./route.ts";

const tag = "Simulator";
const limitBytes = LIMITS.control_request_bytes;

/** What a form needs. */
export const webhookCheckRoutes = defineRoutes({
  "webhooks.check": {
    method: "POST",
    path: "/webhooks/check",
    tag: "Webhooks",
    summary: "Judge an endpoint's settings without registering it",
    description: "For forms: the same checks as registering, every fault at once. Nothing is stored.",
    scope: "webhooks:write",
    // Raw: a value of the wrong shape is one of the faults to list, beside the others.
    body: { schema: WebhookCheck, raw: true, limitBytes },
    success: { status: 200, schema: WebhookCheckResult, description: "The faults; none when it would be accepted" },
    problems: ["not_found"],
  },
});

export const examRoutes = defineRoutes({
  "webhooks.exam": {
    method: "POST",
    path: "/webhooks/{id}/exam",
    tag: "Webhooks",
    summary: "Examine a consumer: does it do what the guide asks?",
    description: "Sends a few requests, some of them bad on purpose, and reports which are handled as the guide asks.",
    scope: "webhooks:write",
    body: { schema: ExamRequest, optional: true, limitBytes },
    success: { status: 200, schema: ExamReport, description: "The report card" },
    problems: ["not_found", "unknown_event_type", "rate_limited"],
  },
});

export const receiverRoutes = defineRoutes({
  "receivers.list": {
    method: "GET",
    path: "/sim/receivers",
    tag,
    summary: "List test receivers, newest first",
    scope: "webhooks:read",
    query: PageQuery,
    success: { status: 200, schema: ReceiverPage, description: "A page of receivers" },
    problems: ["invalid_cursor"],
  },
  "receivers.create": {
    method: "POST",
    path: "/sim/receivers",
    tag,
    summary: "Make a test receiver",
    scope: "webhooks:write",
    body: { schema: ReceiverCreate, limitBytes },
    success: { status: 201, schema: Receiver, description: "It answers at its url from now on" },
    problems: ["limit_reached"],
  },
  "receivers.get": {
    method: "GET",
    path: "/sim/receivers/{id}",
    tag,
    summary: "Get a test receiver",
    scope: "webhooks:read",
    success: { status: 200, schema: Receiver, description: "The receiver" },
    problems: ["not_found"],
  },
  "receivers.update": {
    method: "PATCH",
    path: "/sim/receivers/{id}",
    tag,
    summary: "Change how a test receiver answers",
    scope: "webhooks:write",
    body: { schema: ReceiverUpdate, limitBytes },
    success: { status: 200, schema: Receiver, description: "The receiver as it is now" },
    problems: ["not_found"],
  },
  "receivers.delete": {
    method: "DELETE",
    path: "/sim/receivers/{id}",
    tag,
    summary: "Remove a test receiver",
    scope: "webhooks:write",
    success: { status: 204, description: "Removed: its address is a 404 from now on" },
    problems: ["not_found"],
  },
  "receivers.requests": {
    method: "GET",
    path: "/sim/receivers/{id}/requests",
    tag,
    summary: "Show what a test receiver got",
    scope: "webhooks:read",
    success: { status: 200, schema: ReceivedRequests, description: "The last requests, newest first" },
    problems: ["not_found"],
  },
});

export const trafficRoutes = defineRoutes({
  "traffic.list": {
    method: "GET",
    path: "/sim/traffic",
    tag,
    summary: "List runs of the traffic simulator",
    scope: "events:read",
    success: { status: 200, schema: TrafficRuns, description: "The runs since the server started" },
    problems: [],
  },
  "traffic.start": {
    method: "POST",
    path: "/sim/traffic",
    tag,
    summary: "Publish realistic events at a rate for a while",
    scope: "events:write",
    body: { schema: TrafficStart, limitBytes },
    success: { status: 201, schema: TrafficRun, description: "It runs" },
    problems: ["unknown_event_type", "conflict"],
  },
  "traffic.stop": {
    method: "DELETE",
    path: "/sim/traffic/{id}",
    tag,
    summary: "Stop a run of the traffic simulator",
    scope: "events:write",
    success: { status: 200, schema: TrafficRun, description: "Stopped" },
    problems: ["not_found"],
  },
});
