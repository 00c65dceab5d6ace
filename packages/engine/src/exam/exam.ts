import {
  EXAM_SCENARIOS,
  type ExamReport,
  type ExamRequest,
  type ExamResult,
  type ExamScenario,
  Problem,
} from "@callcall/contract";
import type { EventTypeRecord, WebhookRecord } from "@callcall/store";
import { instant } from "../domain/instant.ts";
import { subscribes } from "../domain/subscriptions.ts";
import type { Exchange } from "../http/index.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Random } from "../runtime/random.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import type { AccountSnapshot } from "../services/directory.ts";
import type { Probed, SendProbe } from "../services/probe.ts";
import type { Credentials } from "../signing/credentials.ts";
import { newSecret, prepareSecret, type SigningSecret } from "../signing/secret.ts";
import { fixOf } from "./fixes/index.ts";
import { isTaken, judge, type Observed } from "./judge.ts";
import { SCENARIOS, type Scenario, STALE_MS, type Step, UNKNOWN_TYPE } from "./scenarios.ts";

export interface ExamPorts {
  readonly probe: SendProbe;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly settings: EngineSettings;
}

/** What one exam is about. */
interface Sitting {
  readonly webhook: WebhookRecord;
  readonly secrets: readonly SigningSecret[];
  readonly type: string;
  readonly data: Uint8Array;
  readonly endsAtMs: number;
  readonly gone: AbortSignal;
}

/** An answer that takes longer than this has failed already, whatever the deadline of the webhook. */
const REQUEST_MS = 10_000;
/** Of all requests together: below the 120 s after which a silent connection of our client would be cut. */
const EXAM_MS = 90_000;
/** Less than this is no time for an answer. */
const REQUEST_MS_MIN = 1_000;

export type Exam = (
  webhook: WebhookRecord,
  snapshot: AccountSnapshot,
  request: ExamRequest,
  gone: AbortSignal,
) => Promise<ExamReport>;

/**
 * Examine a consumer: requests like deliveries, some of them bad on purpose, and a verdict on each.
 *
 * @throws Problem `unknown_event_type`, `rate_limited` (one runs already), `not_found`, `bad_request` (the client is gone)
 */
export function createExam(ports: ExamPorts): Exam {
  const { clock, credentials } = ports;
  const running = new Set<string>();

  return async (webhook, snapshot, request, gone) => {
    const { accountId } = webhook;
    const sample = sampleOf(webhook, snapshot, request.type);
    if (running.has(accountId)) {
      throw new Problem("rate_limited", "Cannot run more than one exam at once", { retryAfterSeconds: 5 });
    }
    running.add(accountId);
    try {
      const startedMs = clock.nowMs();
      const secrets = await credentials.secrets(accountId, webhook.id, startedMs);
      if (secrets.length === 0) throw new Problem("not_found", "There is no such webhook");
      const sitting: Sitting = {
        webhook,
        ...sample,
        secrets: secrets.map((secret) => secret.key),
        endsAtMs: clock.monotonicMs() + EXAM_MS,
        gone,
      };
      const wanted = EXAM_SCENARIOS.filter((scenario) => request.scenarios?.includes(scenario) ?? true);
      const results = await sit(ports, sitting, wanted);
      return {
        webhook_id: webhook.id,
        passed: results.every(({ verdict }) => verdict === "pass" || verdict === "warn"),
        started_at: instant(startedMs),
        finished_at: instant(clock.nowMs()),
        results,
      };
    } finally {
      running.delete(accountId);
    }
  };
}

async function sit(ports: ExamPorts, sitting: Sitting, wanted: readonly ExamScenario[]): Promise<ExamResult[]> {
  // Always first: a consumer that does not take valid events shows nothing by refusing others.
  const valid = await run(ports, sitting, "valid");
  const control = valid.observed[0];
  if (control === undefined) throw new TypeError("Cannot judge without a valid event");
  const results: ExamResult[] = [];
  for (const scenario of wanted) {
    const sat = scenario === "valid" ? valid : isTaken(control) ? await run(ports, sitting, scenario) : NOTHING;
    results.push(resultOf(scenario, sat, control));
  }
  return results;
}

interface Run {
  readonly probed: readonly Probed[];
  readonly observed: readonly Observed[];
  /** There was no time for all of it. */
  readonly cut: boolean;
}

const NOTHING: Run = { probed: [], observed: [], cut: false };

async function run(ports: ExamPorts, sitting: Sitting, scenario: ExamScenario): Promise<Run> {
  const { clock, ids } = ports;
  const { steps }: Scenario = SCENARIOS[scenario];
  const probed: Probed[] = [];
  const events = new Map<number, { id: string; deliveryId: string; createdMs: number; sent: number }>();
  for (const step of steps) {
    if (sitting.gone.aborted) throw new Problem("bad_request", "Cannot go on with the exam: nobody waits for it");
    const leftMs = sitting.endsAtMs - clock.monotonicMs();
    if (leftMs < REQUEST_MS_MIN) return { ...runOf(probed), cut: true };
    const event = events.get(step.event) ?? {
      id: ids.next("event"),
      deliveryId: ids.next("delivery"),
      createdMs: clock.nowMs(),
      sent: 0,
    };
    events.set(step.event, event);
    event.sent += 1;
    probed.push(
      await ports.probe({
        webhook: sitting.webhook,
        event: {
          id: event.id,
          type: step.type === "known" ? sitting.type : UNKNOWN_TYPE,
          createdMs: event.createdMs,
          data: step.print === "plain" ? sitting.data : spaced(sitting.data),
        },
        deliveryId: event.deliveryId,
        attempt: event.sent,
        ...signatureOf(ports, sitting, step),
        deadlineMs: Math.min(sitting.webhook.deadlineMs ?? REQUEST_MS, REQUEST_MS, leftMs),
        scenario,
      }),
    );
    // Down for one is down for the next.
    if (scenario === "valid" && probed.at(-1)?.exchange.outcome !== "delivered") break;
  }
  return runOf(probed);
}

function runOf(probed: readonly Probed[]): Run {
  return { probed, observed: probed.map(({ exchange }) => observedOf(exchange)), cut: false };
}

function signatureOf({ clock, random }: ExamPorts, { secrets }: Sitting, { signature }: Step) {
  const nowMs = clock.nowMs();
  return {
    secrets: signature === "forged" ? [prepareSecret(newSecret(random))] : secrets,
    signedMs: signature === "stale" ? nowMs - STALE_MS : nowMs,
    unsigned: signature === "missing",
  };
}

function resultOf(scenario: ExamScenario, { observed, probed, cut }: Run, control: Observed): ExamResult {
  const { title, expectation }: Scenario = SCENARIOS[scenario];
  const { verdict, finding, fix } = cut
    ? ({ verdict: "skipped", finding: "The time for the exam was over.", fix: "acknowledge_first" } as const)
    : judge(scenario, observed, control);
  return {
    scenario,
    title,
    expectation,
    verdict,
    finding,
    fix: fix === null ? null : fixOf(fix),
    attempts: probed.map(({ attempt }) => attempt),
  };
}

/** `{"a":1}` as `{ "a":1}`: the same JSON in bytes that no printer makes. */
function spaced(data: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(data);
  return new TextEncoder().encode(text.replace(/^[{[]/, "$& "));
}

function observedOf({ outcome, response, error, timings }: Exchange): Observed {
  const location = response?.headers.find(([name]) => name.toLowerCase() === "location")?.[1];
  return {
    outcome,
    status: response?.status ?? null,
    tookMs: timings.firstByteMs ?? timings.totalMs,
    error,
    location: location ?? null,
  };
}

/** The sample: of the type asked for, else of the first that the webhook is subscribed to. */
function sampleOf(
  { events }: WebhookRecord,
  { eventTypes }: AccountSnapshot,
  asked: string | undefined,
): { readonly type: string; readonly data: Uint8Array } {
  const known = [...eventTypes.values()].filter(({ archived }) => !archived);
  const record: EventTypeRecord | undefined =
    asked === undefined
      ? (known.find(({ name }) => events.some((pattern) => subscribes(pattern, name))) ?? known[0])
      : eventTypes.get(asked);
  if (record === undefined) {
    throw new Problem("unknown_event_type", "Cannot examine with this type: it is not in the catalogue", {
      errors: [{ pointer: "/type", detail: "is not a known event type" }],
    });
  }
  return { type: record.name, data: new TextEncoder().encode(record.example ?? "{}") };
}
