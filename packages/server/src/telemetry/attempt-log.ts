import type { Step } from "@callcall/engine";

type Settled = Extract<Step, { step: "attempt.settled" }>;
type Level = "debug" | "info" | "warn";

/** What the line is written to: a pino logger fits. */
export interface LineLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  isLevelEnabled(level: string): boolean;
}

/**
 * One wide line for each attempt, with all that is known of it: what an operator searches, without joining lines.
 * Ids and figures, never a payload, a secret or a header.
 */
export function logAttempts(log: LineLog): (step: Step) => void {
  return (step) => {
    if (step.step !== "attempt.settled") return;
    const level = levelOf(step);
    // Not even made where nobody reads it: most attempts succeed, and at "info" they are not written.
    if (log.isLevelEnabled(level)) log[level](lineOf(step), "attempt");
  };
}

/** Success is what is expected; a retry follows by itself; a delivery that failed for good, and our own fault, do not. */
function levelOf({ outcome, charged, state }: Settled): Level {
  if (outcome === "delivered") return "debug";
  return state === "failed" || !charged ? "warn" : "info";
}

function lineOf(step: Settled) {
  return {
    account: step.accountId,
    webhook: step.webhookId,
    host: step.host,
    event: step.eventId,
    type: step.eventType,
    delivery: step.deliveryId,
    attempt_id: step.attemptId,
    attempt: step.attempt,
    outcome: step.outcome,
    status: step.status,
    charged: step.charged,
    state: step.state,
    next_attempt_at: step.nextAttemptAt === null ? null : new Date(step.nextAttemptAt).toISOString(),
    error: step.error,
    reused_socket: step.reusedSocket,
    request_bytes: step.requestBytes,
    response_bytes: step.responseBytes,
    begin_ms: rounded(step.beginMs),
    sign_ms: rounded(step.signMs),
    dns_ms: rounded(step.dnsMs),
    connect_ms: rounded(step.connectMs),
    tls_ms: rounded(step.tlsMs),
    first_byte_ms: rounded(step.firstByteMs),
    send_ms: rounded(step.sendMs),
    settle_ms: rounded(step.settleMs),
    accepted_to_first_byte_ms: rounded(step.acceptedToFirstByteMs),
    trace_id: step.traceId,
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1_000) / 1_000;
}
