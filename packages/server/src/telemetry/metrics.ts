import { API_PREFIX, OUTCOMES } from "@callcall/contract";
import type { Step } from "@callcall/engine";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

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

  const counter = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter<Label>({ name: `callcall_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <Label extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labelNames: readonly Label[] = [],
  ) =>
    new Histogram<Label>({
      name: `callcall_${name}`,
      help,
      buckets: [...buckets],
      labelNames: [...labelNames],
      registers,
    });

  new Gauge({ name: "callcall_build_info", help: "1, with the version", labelNames: ["version"], registers }).set(
    { version },
    1,
  );
  const published = counter("events_published_total", "Events accepted, on stable storage");
  const owed = counter("deliveries_created_total", "Deliveries that accepted events owe");
  const refused = counter("publishes_refused_total", "Publishes answered with a problem", ["code"]);
  const acknowledged = histogram(
    "publish_duration_seconds",
    "From a request's last byte to stable storage",
    FAST_SECONDS,
  );
  const committed = histogram("commit_duration_seconds", "Transactions, their sync to disk included", FAST_SECONDS);
  const rows = histogram("commit_rows", "Rows that one transaction writes", ROWS);
  const notCommitted = counter("commits_failed_total", "Transactions that were not written", ["reason"]);
  const shed = counter("publishes_shed_total", "Publishes turned away because the disk is behind");
  const attempts = counter("attempts_total", "Attempts that ended, by outcome", ["outcome"]);
  const lasted = histogram("attempt_duration_seconds", "Requests to consumers", REQUEST_SECONDS, ["result"]);
  const stepped = histogram("attempt_step_duration_seconds", "What an attempt takes beside its request", FAST_SECONDS, [
    "step",
  ]);
  const late = histogram("attempt_lateness_seconds", "From when an attempt was due to its beginning", WAIT_SECONDS);
  const reached = histogram(
    "accepted_to_first_byte_seconds",
    "From an event's acceptance to the first byte of its consumer's answer, first attempts",
    WAIT_SECONDS,
  );
  const dropped = counter("attempts_dropped_total", "Attempts that were not sent or not recorded", ["reason"]);
  const retries = counter("retries_planned_total", "Retries planned");
  const finished = counter("deliveries_finished_total", "Deliveries whose last attempt ended, by state", ["state"]);
  const refilled = histogram("lane_refill_duration_seconds", "Reads of a webhook's queue from the store", FAST_SECONDS);
  const opened = counter("breakers_opened_total", "Breakers of webhooks that opened");
  const closed = counter("breakers_closed_total", "Breakers that an answer closed again");
  const disabled = counter("webhooks_disabled_total", "Webhooks disabled by what deliveries showed", ["reason"]);
  const outage = new Gauge({
    name: "callcall_outage",
    help: "1 while most hosts cannot be reached, taken for a fault of this server's own",
    registers,
  });
  const jumps = counter("clock_jumps_total", "Times that the wall clock was set while the server ran");
  const removed = counter("rows_removed_total", "What retention removed: events, payloads, audit entries", ["subject"]);
  const requests = counter("http_requests_total", "Requests to the API, by route and class of status", [
    "method",
    "route",
    "status",
  ]);

  // A rate over a series that is not there yet misses its first event.
  for (const outcome of OUTCOMES) attempts.inc({ outcome }, 0);
  for (const state of ["succeeded", "failed", "cancelled"]) finished.inc({ state }, 0);

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
          refused.inc({ code: step.code });
          return;
        case "commit.done":
          committed.observe(step.commitMs / 1_000);
          rows.observe(step.rows);
          return;
        case "commit.failed":
          notCommitted.inc({ reason: step.reason });
          return;
        case "commit.shed":
          shed.inc();
          return;
        case "attempt.begun":
          if (step.lateMs !== null) late.observe(step.lateMs / 1_000);
          return;
        case "attempt.settled": {
          attempts.inc({ outcome: step.outcome });
          lasted.observe({ result: resultOf(step) }, step.sendMs / 1_000);
          // One that was begun with its event cost nothing to begin.
          if (step.beginMs > 0) stepped.observe({ step: "begin" }, step.beginMs / 1_000);
          stepped.observe({ step: "sign" }, step.signMs / 1_000);
          stepped.observe({ step: "settle" }, step.settleMs / 1_000);
          if (step.acceptedToFirstByteMs !== null) reached.observe(Math.max(0, step.acceptedToFirstByteMs) / 1_000);
          return;
        }
        case "attempt.dropped":
          dropped.inc({ reason: step.reason });
          return;
        case "retry.planned":
          retries.inc();
          return;
        case "delivery.finished":
          finished.inc({ state: step.state });
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
          disabled.inc({ reason: step.reason ?? "unknown" });
          return;
        case "outage.began":
        case "outage.ended":
          outage.set(step.step === "outage.began" ? 1 : 0);
          return;
        case "clock.jumped":
          jumps.inc();
          return;
        case "retention.swept":
          removed.inc({ subject: "events" }, step.events);
          removed.inc({ subject: "payloads" }, step.payloads);
          removed.inc({ subject: "audit" }, step.audit);
          return;
        case "recovery.done":
          if (step.attempts > 0) attempts.inc({ outcome: "unknown" }, step.attempts);
          return;
        case "attempt.signed":
        case "attempt.sent":
          // Told again, with more, when it is settled.
          return;
        default:
          step satisfies never;
      }
    },
    answered(method, route, status) {
      requests.inc({ method, route: shownRoute(route), status: `${Math.floor(status / 100)}xx` });
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
