/** Every step of the engine, and what it changes of the figures: all of it, and nothing else. */
import type { Step } from "@callcall/engine";
import { expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";

type Samples = Readonly<Record<string, number>>;

async function samplesOf({ registry }: ReturnType<typeof createMetrics>): Promise<Samples> {
  const lines = (await registry.metrics()).split("\n").filter((line) => line.startsWith("callcall_"));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice("callcall_".length, end), Number(line.slice(end + 1))];
    }),
  );
}

/** What has changed, or is new and not zero. */
function changes(before: Samples, after: Samples): Samples {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== (before[name] ?? 0)));
}

/** Without the buckets, of which a test of its own knows. */
function figures(samples: Samples): Samples {
  return Object.fromEntries(Object.entries(samples).filter(([name]) => !name.includes("_bucket{")));
}

const whose = {
  accountId: "a",
  webhookId: "w",
  eventId: "e",
  eventType: "t",
  deliveryId: "d",
  attemptId: "x",
  attempt: 1,
};
const published = {
  step: "publish.accepted",
  accountId: "a",
  eventId: null,
  eventType: null,
  events: 3,
  deliveries: 7,
} as const;
const settled = {
  step: "attempt.settled",
  ...whose,
  outcome: "delivered",
  status: 200,
  reusedSocket: true,
  dnsMs: null,
  connectMs: null,
  tlsMs: null,
  firstByteMs: 40,
  sendMs: 50,
  acceptedToFirstByteMs: 60,
  charged: true,
  state: "succeeded",
  nextAttemptAt: null,
  error: null,
  host: "h",
  traceId: null,
  startedAt: 0,
  beginMs: 2,
  signMs: 3,
  settleMs: 5,
  requestBytes: 1,
  responseBytes: 1,
} as const;
const answered = (result: string): Samples => ({
  [`attempt_duration_seconds_sum{result="${result}"}`]: 0.05,
  [`attempt_duration_seconds_count{result="${result}"}`]: 1,
});
const begun = {
  'attempt_step_duration_seconds_sum{step="begin"}': 0.002,
  'attempt_step_duration_seconds_count{step="begin"}': 1,
};
const beside = {
  'attempt_step_duration_seconds_sum{step="sign"}': 0.003,
  'attempt_step_duration_seconds_count{step="sign"}': 1,
  'attempt_step_duration_seconds_sum{step="settle"}': 0.005,
  'attempt_step_duration_seconds_count{step="settle"}': 1,
};
const reached = { accepted_to_first_byte_seconds_sum: 0.06, accepted_to_first_byte_seconds_count: 1 };

const STEPS: readonly (readonly [about: string, step: Step, changed: Samples])[] = [
  [
    "a publish",
    { ...published, replayed: false, refused: 0, bodyBytes: 9, totalMs: 20 },
    {
      events_published_total: 3,
      deliveries_created_total: 7,
      publish_duration_seconds_sum: 0.02,
      publish_duration_seconds_count: 1,
    },
  ],
  [
    "a publish that was there already",
    { ...published, replayed: true, refused: 0, bodyBytes: 9, totalMs: 20 },
    { publish_duration_seconds_sum: 0.02, publish_duration_seconds_count: 1 },
  ],
  [
    "a refused publish",
    { step: "publish.refused", accountId: "a", code: "bad_request", status: 400, bodyBytes: 1, totalMs: 1 },
    { 'publishes_refused_total{code="bad_request"}': 1 },
  ],
  [
    "a commit",
    { step: "commit.done", commands: 4, rows: 12, waiting: 0, commitMs: 8 },
    { commit_duration_seconds_sum: 0.008, commit_duration_seconds_count: 1, commit_rows_sum: 12, commit_rows_count: 1 },
  ],
  [
    "a commit that failed",
    { step: "commit.failed", reason: "full", commands: 1, commitMs: 1 },
    { 'commits_failed_total{reason="full"}': 1 },
  ],
  ["backpressure", { step: "commit.shed", waiting: 1, waitingBytes: 1 }, { publishes_shed_total: 1 }],
  [
    "the beginning of a retry",
    { step: "attempt.begun", ...whose, born: false, lateMs: 30, beginMs: 2 },
    { attempt_lateness_seconds_sum: 0.03, attempt_lateness_seconds_count: 1 },
  ],
  ["the beginning of what never waited", { step: "attempt.begun", ...whose, born: true, lateMs: null, beginMs: 0 }, {}],
  ["a signature", { step: "attempt.signed", ...whose, signMs: 1, bodyBytes: 1 }, {}],
  [
    "a delivery",
    settled,
    { 'attempts_total{outcome="delivered"}': 1, ...answered("delivered"), ...begun, ...beside, ...reached },
  ],
  [
    "a failed retry that was begun with its event",
    { ...settled, outcome: "http_5xx", beginMs: 0, acceptedToFirstByteMs: null },
    { 'attempts_total{outcome="http_5xx"}': 1, ...answered("failed"), ...beside },
  ],
  [
    "our own fault",
    { ...settled, outcome: "local_fault", charged: false, acceptedToFirstByteMs: null },
    { 'attempts_total{outcome="local_fault"}': 1, ...answered("uncharged"), ...begun, ...beside },
  ],
  [
    "a first byte before the acceptance, by a clock that was set",
    { ...settled, acceptedToFirstByteMs: -5_000 },
    {
      'attempts_total{outcome="delivered"}': 1,
      ...answered("delivered"),
      ...begun,
      ...beside,
      accepted_to_first_byte_seconds_count: 1,
    },
  ],
  [
    "an attempt that was not sent",
    { step: "attempt.dropped", accountId: "a", webhookId: "w", deliveryId: "d", reason: "stale" },
    { 'attempts_dropped_total{reason="stale"}': 1 },
  ],
  ["a retry", { step: "retry.planned", ...whose, outcome: "http_5xx", delayMs: 1 }, { retries_planned_total: 1 }],
  [
    "the end of a delivery",
    { step: "delivery.finished", ...whose, outcome: "http_410", state: "failed" },
    { 'deliveries_finished_total{state="failed"}': 1 },
  ],
  [
    "the end of a request whose delivery was cancelled, which was counted then",
    { step: "delivery.finished", ...whose, outcome: "http_410", state: "cancelled" },
    {},
  ],
  [
    "what was cancelled",
    { step: "deliveries.cancelled", accountId: "a", webhookId: "w", deliveryId: null, deliveries: 7 },
    { 'deliveries_finished_total{state="cancelled"}': 7 },
  ],
  ["a replay", { step: "replay.begun", accountId: "a", webhookId: "w", replayId: "r", selection: "all", total: 9 }, {}],
  [
    "a step of a replay",
    {
      step: "replay.advanced",
      accountId: "a",
      webhookId: "w",
      replayId: "r",
      examined: 9,
      replayed: 5,
      skipped: 1,
      stepMs: 1,
    },
    { events_replayed_total: 5 },
  ],
  [
    "the end of a replay",
    {
      step: "replay.finished",
      accountId: "a",
      webhookId: "w",
      replayId: "r",
      status: "failed",
      failure: "webhook_disabled",
      replayed: 5,
      totalMs: 1,
    },
    { 'replays_finished_total{status="failed"}': 1 },
  ],
  [
    "a refill",
    { step: "lane.refilled", accountId: "a", webhookId: "w", fifo: false, rows: 1, readMs: 4 },
    { lane_refill_duration_seconds_sum: 0.004, lane_refill_duration_seconds_count: 1 },
  ],
  ["an open breaker", { step: "breaker.opened", accountId: "a", webhookId: "w" }, { breakers_opened_total: 1 }],
  [
    "a closed breaker",
    { step: "breaker.closed", accountId: "a", webhookId: "w", openMs: 1, probes: 1 },
    { breakers_closed_total: 1 },
  ],
  [
    "a webhook that was disabled",
    { step: "webhook.disabled", accountId: "a", webhookId: "w", reason: "gone" },
    { 'webhooks_disabled_total{reason="gone"}': 1 },
  ],
  [
    "a webhook that was disabled for no reason that is known",
    { step: "webhook.disabled", accountId: "a", webhookId: "w", reason: null },
    { 'webhooks_disabled_total{reason="unknown"}': 1 },
  ],
  ["an outage", { step: "outage.began", hosts: 9, unreached: 8 }, { outage: 1 }],
  ["the end of an outage", { step: "outage.ended", outageMs: 1 }, {}],
  ["a clock that was set", { step: "clock.jumped", jumpMs: 1, rows: 1 }, { clock_jumps_total: 1 }],
  [
    "retention",
    { step: "retention.swept", events: 1, payloads: 2, audit: 3, held: 4, sweepMs: 1 },
    {
      'rows_removed_total{subject="events"}': 1,
      'rows_removed_total{subject="payloads"}': 2,
      'rows_removed_total{subject="audit"}': 3,
    },
  ],
  ["a recovery", { step: "recovery.done", attempts: 2, recoverMs: 1 }, { 'attempts_total{outcome="unknown"}': 2 }],
];

it.each(STEPS)("%s", async (_about, step, changed) => {
  const metrics = createMetrics("1");
  const before = await samplesOf(metrics);
  metrics.observe(step);
  expect(figures(changes(before, await samplesOf(metrics)))).toEqual(changed);
});

it("an outage that is over is no more", async () => {
  const metrics = createMetrics("1");
  metrics.observe({ step: "outage.began", hosts: 9, unreached: 8 });
  metrics.observe({ step: "outage.ended", outageMs: 1 });
  expect((await samplesOf(metrics))["outage"]).toBe(0);
});

it("what is measured twice adds up, in the buckets of its size and all larger ones", async () => {
  const metrics = createMetrics("1");
  const before = await samplesOf(metrics);
  for (const sendMs of [5, 5.1, 40_000]) metrics.observe({ ...settled, sendMs, beginMs: 0 });
  const changed = changes(before, await samplesOf(metrics));
  expect(changed).toMatchObject({
    'attempts_total{outcome="delivered"}': 3,
    // Up to a bound, the bound included.
    'attempt_duration_seconds_bucket{le="0.005",result="delivered"}': 1,
    'attempt_duration_seconds_bucket{le="0.01",result="delivered"}': 2,
    'attempt_duration_seconds_bucket{le="30",result="delivered"}': 2,
    'attempt_duration_seconds_bucket{le="+Inf",result="delivered"}': 3,
    'attempt_duration_seconds_count{result="delivered"}': 3,
  });
  expect(changed['attempt_duration_seconds_sum{result="delivered"}']).toBeCloseTo(40.0101, 9);
});

it("the same figures in JSON", async () => {
  const metrics = createMetrics("1");
  metrics.observe(settled);
  const all = await metrics.registry.getMetricsAsJSON();
  const lasted = all.find(({ name }) => name === "callcall_attempt_duration_seconds");
  expect(lasted).toMatchObject({ type: "histogram", help: "Requests to consumers" });
  expect(lasted?.values).toContainEqual({
    metricName: "callcall_attempt_duration_seconds_bucket",
    labels: { le: 0.05, result: "delivered" },
    value: 1,
  });
});

it("answers of the API, by method, route and class of status", async () => {
  const metrics = createMetrics("1");
  metrics.answered("GET", "/api/v1/events", 200);
  metrics.answered("GET", "/api/v1/events", 299);
  metrics.answered("POST", null, 404);
  metrics.answered("GET", "/assets/index-abc.js", 200);
  metrics.answered("GET", "/readyz", 503);
  expect(figures(await samplesOf(metrics))).toMatchObject({
    'http_requests_total{method="GET",route="/api/v1/events",status="2xx"}': 2,
    'http_requests_total{method="POST",route="none",status="4xx"}': 1,
    'http_requests_total{method="GET",route="other",status="2xx"}': 1,
    'http_requests_total{method="GET",route="/readyz",status="5xx"}': 1,
  });
});
