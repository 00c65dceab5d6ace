import type { ReceivedRequest, ReceiverBehaviour } from "@callcall/contract";

/** What a test receiver does with a request. */
export type Plan =
  | {
      readonly kind: "respond";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly afterMs: number;
    }
  /** No answer: the connection is closed after a while. */
  | { readonly kind: "hang"; readonly afterMs: number }
  /** No answer: the connection is reset (RST). */
  | { readonly kind: "reset" };

/** @param fraction a number in [0, 1), for what fails by chance */
export function planOf(behaviour: ReceiverBehaviour, fraction: number, holdMs: number): Plan {
  switch (behaviour.answer) {
    case "ok":
      return respond(200);
    case "status":
      return respond(behaviour.status);
    case "rate_limited":
      return respond(429, { "retry-after": String(behaviour.retry_after_seconds) });
    case "gone":
      return respond(410);
    case "slow":
      return { ...respond(200), afterMs: behaviour.delay_ms };
    case "hang":
      return { kind: "hang", afterMs: holdMs };
    case "reset":
      return { kind: "reset" };
    case "flaky":
      return respond(fraction * 100 < behaviour.failure_percent ? 500 : 200);
  }
}

function respond(status: number, headers: Readonly<Record<string, string>> = {}): Plan & { kind: "respond" } {
  return { kind: "respond", status, headers, afterMs: 0 };
}

/** The plan in words, as a list of received requests shows it. */
export function describePlan(plan: Plan): ReceivedRequest["answered"] {
  if (plan.kind === "hang") return { status: null, note: `No answer; closed after ${plan.afterMs / 1000} s` };
  if (plan.kind === "reset") return { status: null, note: "No answer; the connection was reset" };
  const { status, headers, afterMs } = plan;
  const wait = headers["retry-after"];
  if (wait !== undefined) return { status, note: `Answered ${status}, Retry-After: ${wait}` };
  return { status, note: afterMs === 0 ? `Answered ${status}` : `Answered ${status} after ${afterMs / 1000} s` };
}
