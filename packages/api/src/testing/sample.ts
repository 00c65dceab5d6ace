import {
  type Attempt,
  type Delivery,
  type EventType,
  type ExamReport,
  type Explanation,
  RETRY_SCHEDULE_SECONDS,
  type Webhook,
} from "@callcall/contract";
import type { ApiCallRecord } from "@callcall/store";

/** Views as an engine would answer them: each test changes the field that it is about. */

export const AT = "2025-02-07T02:55:00.000Z";
export const AT_MS: number = Date.parse(AT);
export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
/** Rotated out. */
export const ENDED_SECRET = "whsec_b2xkIG9sZCBvbGQgb2xkIG9sZCBvbGQgb2xkIG9sZCE=";

export function webhookView(id: string): Webhook {
  return {
    id,
    url: "https://your-domain.com/webhook",
    events: ["customer.qualified"],
    description: "",
    status: "enabled",
    disabled_reason: null,
    version: "2024-01-01",
    headers: {},
    filter: null,
    rate_limit: null,
    ordering: "none",
    on_exhausted: "skip",
    blocked_by: null,
    retry_policy: { schedule_seconds: [...RETRY_SCHEDULE_SECONDS] },
    deadline_ms: 15_000,
    metadata: {},
    secret: "whsec_…9r8G",
    signing_secrets: [{ hint: "whsec_…9r8G", created_at: AT, expires_at: null }],
    secret_rotation: null,
    secret_rotation_due_at: null,
    paused_until: null,
    failing_since: null,
    breaker: null,
    created_at: AT,
    updated_at: AT,
  };
}

export function deliveryView(id: string, eventId: string, webhookId: string): Delivery {
  return {
    id,
    event_id: eventId,
    event_type: "customer.qualified",
    webhook_id: webhookId,
    status: "pending",
    in_flight: false,
    attempt_count: 1,
    last_outcome: "http_5xx",
    last_response_status: 503,
    next_attempt_at: AT,
    cancelled_reason: null,
    replay_id: null,
    created_at: AT,
    finished_at: null,
  };
}

export const ATTEMPT: Attempt = {
  id: "att_1",
  attempt: 1,
  status: "finished",
  outcome: "http_5xx",
  charged: true,
  started_at: AT,
  request: { url: "https://your-domain.com/webhook", headers: { "webhook-id": "evt_1" }, body: "{}", body_bytes: 2 },
  response: { status: 503, headers: {}, body: "", body_bytes: 0, body_truncated: false, body_incomplete: false },
  error: null,
  remote_address: "203.0.113.7",
  timings_ms: { dns: 1, connect: 2, tls: 3, first_byte: 4, total: 5 },
};

export function eventTypeView(name: string): EventType {
  return {
    name,
    description: "",
    built_in: false,
    archived: false,
    validation: "warn",
    version: "2024-01-01",
    schemas: {},
    example: null,
    created_at: AT,
    updated_at: AT,
  };
}

export const EXAM_REPORT: ExamReport = {
  webhook_id: "wh_mine",
  passed: false,
  started_at: AT,
  finished_at: AT,
  results: [
    {
      scenario: "wrong_signature",
      title: "A forged signature, and none at all",
      expectation: "400 or 401",
      verdict: "fail",
      finding: "Both were accepted",
      fix: { summary: "Verify", code: [{ language: "javascript", title: "Node", code: "verify()" }] },
      attempts: [ATTEMPT],
    },
  ],
};
export function explanationView(webhookId: string): Explanation {
  return {
    webhook_id: webhookId,
    url: "https://your-domain.com/webhook",
    description: "",
    webhook_status: "enabled",
    verdict: "not_subscribed",
    message: "It is not subscribed to customer.qualified: it takes service.*.",
    hint: null,
    delivery: null,
  };
}

export const API_CALLS: ApiCallRecord = {
  accountId: "acct_default",
  minuteMs: AT_MS,
  id: "row_1",
  actor: "key_mine",
  actorName: "Mine",
  ip: "203.0.113.7",
  operation: "events.publish",
  status: 202,
  count: 12,
  lastMs: AT_MS + 59_000,
};
