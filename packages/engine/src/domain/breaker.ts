/**
 * Whether a webhook is sent to as usual, or only tried now and then. A pure decision over the answers of one
 * webhook; times are of the steady clock. A delivery that waits behind an open breaker has not been attempted, and
 * nothing is charged for the wait.
 */
export type Breaker =
  | { readonly kind: "closed" }
  /** Something failed lately: from there on, answers are counted. */
  | { readonly kind: "sampling"; readonly sinceMs: number; readonly answers: number; readonly failures: number }
  /** One request at a time, none before `probeMs`; `probes` of them have failed. */
  | { readonly kind: "open"; readonly sinceMs: number; readonly probes: number; readonly probeMs: number };

export const CLOSED: Breaker = { kind: "closed" };

/** A sample begins with a failure and lasts this long. The five attempts of one event take 62 s: they never fill it. */
const SAMPLE_MS = 30_000;
/** Fewer answers than these say nothing yet. */
const SAMPLE_ANSWERS_MIN = 10;
const FAILING_SHARE = 0.7;
/** The wait for the next probe: twice as long after each that failed, up to half a minute. */
const PROBE_FIRST_MS = 1_000;
const PROBE_MAX_MS = 30_000;
/** Only adds, so that a thousand webhooks on one broken host are not tried all at once. */
const PROBE_JITTER = 0.2;

/** An answer, and how it changes the breaker. Our own faults are not answers: they must not come here. */
export interface Answered {
  readonly failed: boolean;
  readonly nowMs: number;
  /** In [0, 1): the jitter. */
  readonly random: number;
}

export function afterAnswer(breaker: Breaker, { failed, nowMs, random }: Answered): Breaker {
  if (breaker.kind === "open") {
    if (!failed) return CLOSED;
    // What had been sent before it opened, and fails only now, is not a probe.
    if (nowMs < breaker.probeMs) return breaker;
    const probes = breaker.probes + 1;
    return { ...breaker, probes, probeMs: nowMs + probeWaitMs(probes, random) };
  }
  const fresh = breaker.kind === "closed" || nowMs - breaker.sinceMs >= SAMPLE_MS;
  if (fresh && !failed) return CLOSED;
  const sample = fresh ? { kind: "sampling" as const, sinceMs: nowMs, answers: 0, failures: 0 } : breaker;
  const answers = sample.answers + 1;
  const failures = sample.failures + (failed ? 1 : 0);
  if (answers >= SAMPLE_ANSWERS_MIN && failures >= answers * FAILING_SHARE) {
    return { kind: "open", sinceMs: nowMs, probes: 0, probeMs: nowMs + probeWaitMs(0, random) };
  }
  return { ...sample, answers, failures };
}

function probeWaitMs(probes: number, random: number): number {
  return Math.min(PROBE_FIRST_MS * 2 ** probes, PROBE_MAX_MS) * (1 + PROBE_JITTER * random);
}
