import { API_PREFIX, OUTCOMES } from "@callcall/contract";
import type { Step } from "@callcall/engine";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { type Buckets, type Count, counterFamily, type Family, histogramFamily } from "./families.ts";

/** What the server counts: figures of the node over all accounts. No tenant is a label, so their number is bounded. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts the steps of the engine. */
  observe(step: Step): void;
  /** Counts an answer of the API, by the pattern of its route. */
  answered(method: string, route: string | null, status: number): void;
}

/** Acknowledging takes a commit, 1 to 20 ms when all is well; beyond a second somebody must look. */
const FAST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** A consumer may take 30 s. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30];
/** How long something waited: from at once to a backlog of hours. */
const WAIT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400];
const ROWS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const counters = (name: string, help: string, ...labelNames: readonly string[]): Family<Count> =>
    counterFamily({ name: `callcall_${name}`, help, labelNames, registry });
  const counter = (name: string, help: string): Count => counters(name, help).of();
  const histograms = (name: string, help: string, bounds: readonly number[], ...labelNames: readonly string[]) =>
    histogramFamily({ name: `callcall_${name}`, help, bounds, labelNames, registry });
  const histogram = (name: string, help: string, bounds: readonly number[]): Buckets =>
    histograms(name, help, bounds).of();

  new Gauge({ name: "callcall_build_info", help: "1, with the version", labelNames: ["version"], registers }).set(
    { version },
    1,
  );
  const published = counter("events_published_total", "Events accepted, on stable storage");
  const owed = counter("deliveries_created_total", "Deliveries that accepted events owe");
  const refused = counters("publishes_refused_total", "Publishes answered with a problem", "code");
  const acknowledged = histogram(
    "publish_duration_seconds",
    "From a request's last byte to stable storage",
    FAST_SECONDS,
  );
  const committed = histogram("commit_duration_seconds", "Transactions, their sync to disk included", FAST_SECONDS);
  const rows = histogram("commit_rows", "Rows that one transaction writes", ROWS);
  const notCommitted = counters("commits_failed_total", "Transactions that were not written", "reason");
  const shed = counter("publishes_shed_total", "Publishes turned away because the disk is behind");
  const attempts = counters("attempts_total", "Attempts that ended, by outcome", "outcome");
  const lasted = histograms("attempt_duration_seconds", "Requests to consumers", REQUEST_SECONDS, "result");
  const stepped = histograms(
    "attempt_step_duration_seconds",
    "What an attempt takes beside its request",
    FAST_SECONDS,
    "step",
  );
  const late = histogram("attempt_lateness_seconds", "From when an attempt was due to its beginning", WAIT_SECONDS);
  const reached = histogram(
    "accepted_to_first_byte_seconds",
    "From an event's acceptance to the first byte of its consumer's answer, first attempts",
    WAIT_SECONDS,
  );
  const dropped = counters("attempts_dropped_total", "Attempts that were not sent or not recorded", "reason");
  const retries = counter("retries_planned_total", "Retries planned");
  const finished = counters("deliveries_finished_total", "Deliveries that ended, by state", "state");
  const replayed = counter("events_replayed_total", "Events that replays have made due");
  const replays = counters("replays_finished_total", "Replays that ended, by status", "status");
  const refilled = histogram("lane_refill_duration_seconds", "Reads of a webhook's queue from the store", FAST_SECONDS);
  const opened = counter("breakers_opened_total", "Breakers of webhooks that opened");
  const closed = counter("breakers_closed_total", "Breakers that an answer closed again");
  const disabled = counters("webhooks_disabled_total", "Webhooks disabled by what deliveries showed", "reason");
  const outage = new Gauge({
    name: "callcall_outage",
    help: "1 while most hosts cannot be reached, taken for a fault of this server's own",
    registers,
  });
  const jumps = counter("clock_jumps_total", "Times that the wall clock was set while the server ran");
  const removed = counters("rows_removed_total", "What retention removed: events, payloads, audit entries", "subject");
  const requests = counters(
    "http_requests_total",
    "Requests to the API, by route and class of status",
    "method",
    "route",
    "status",
  );

  const [beginning, signing, settling] = [stepped.of("begin"), stepped.of("sign"), stepped.of("settle")];

  // A rate over a series that is not there yet misses its first event.
  for (const outcome of OUTCOMES) attempts.of(outcome);
  for (const state of ["succeeded", "failed", "cancelled"]) finished.of(state);
  for (const status of ["completed", "cancelled", "failed"]) replays.of(status);

  return {
    registry,
    observe(step) {
      switch (step.step) {
        case "publish.accepted":
          if (!step.replayed) {
            published.inc(step.events);
            owed.inc(step.deliveries);
          }
          acknowledged.observe(step.totalMs / 1_000);
          return;
        case "publish.refused":
          refused.of(step.code).inc();
          return;
        case "commit.done":
          committed.observe(step.commitMs / 1_000);
          rows.observe(step.rows);
          return;
        case "commit.failed":
          notCommitted.of(step.reason).inc();
          return;
        case "commit.shed":
          shed.inc();
          return;
        case "attempt.begun":
          if (step.lateMs !== null) late.observe(step.lateMs / 1_000);
          return;
        case "attempt.settled": {
          attempts.of(step.outcome).inc();
          lasted.of(resultOf(step)).observe(step.sendMs / 1_000);
          // One that was begun with its event cost nothing to begin.
          if (step.beginMs > 0) beginning.observe(step.beginMs / 1_000);
          signing.observe(step.signMs / 1_000);
          settling.observe(step.settleMs / 1_000);
          if (step.acceptedToFirstByteMs !== null) reached.observe(Math.max(0, step.acceptedToFirstByteMs) / 1_000);
          return;
        }
        case "attempt.dropped":
          dropped.of(step.reason).inc();
          return;
        case "retry.planned":
          retries.inc();
          return;
        case "delivery.finished":
          // One that was cancelled while its request was out has been counted then.
          if (step.state !== "cancelled") finished.of(step.state).inc();
          return;
        case "deliveries.cancelled":
          finished.of("cancelled").inc(step.deliveries);
          return;
        case "replay.advanced":
          replayed.inc(step.replayed);
          return;
        case "replay.finished":
          replays.of(step.status).inc();
          return;
        case "lane.refilled":
          refilled.observe(step.readMs / 1_000);
          return;
        case "breaker.opened":
          opened.inc();
          return;
        case "breaker.closed":
          closed.inc();
          return;
        case "webhook.disabled":
          disabled.of(step.reason ?? "unknown").inc();
          return;
        case "outage.began":
        case "outage.ended":
          outage.set(step.step === "outage.began" ? 1 : 0);
          return;
        case "clock.jumped":
          jumps.inc();
          return;
        case "retention.swept":
          removed.of("events").inc(step.events);
          removed.of("payloads").inc(step.payloads);
          removed.of("audit").inc(step.audit);
          return;
        case "recovery.done":
          if (step.attempts > 0) attempts.of("unknown").inc(step.attempts);
          return;
        case "attempt.signed":
        case "attempt.sent":
        case "replay.begun":
          // Told again, with more, when it is over.
          return;
        default:
          step satisfies never;
      }
    },
    answered(method, route, status) {
      requests.of(method, shownRoute(route), `${Math.floor(status / 100)}xx`).inc();
    },
  };
}

const ROOT_ROUTES: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs"]);

/** The dashboard's files have names that change with every build: they are one route, as is what matches none. */
function shownRoute(route: string | null): string {
  if (route === null) return "none";
  return route.startsWith(`${API_PREFIX}/`) || ROOT_ROUTES.has(route) ? route : "other";
}

/** The closed list of outcomes in three: what a consumer took, what it did not, and what is no consumer's fault. */
function resultOf({ outcome, charged }: Extract<Step, { step: "attempt.settled" }>): string {
  if (outcome === "delivered") return "delivered";
  return charged ? "failed" : "uncharged";
}
