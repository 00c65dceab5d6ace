import type { ExamResult, ExamScenario, Outcome } from "@callcall/contract";
import type { FixKind } from "./fixes/index.ts";

/** What a consumer did with one request. */
export interface Observed {
  readonly outcome: Outcome;
  /** Null where there was no answer. */
  readonly status: number | null;
  /** To the first byte of the answer, or until nobody waited any more. */
  readonly tookMs: number;
  readonly error: string | null;
  /** Of a redirect. */
  readonly location: string | null;
}

export interface Judgement {
  readonly verdict: ExamResult["verdict"];
  readonly finding: string;
  readonly fix: FixKind | null;
}

const SLOW_MS = 2_000;
const TOO_SLOW_MS = 5_000;
const LOCATION_CHARACTERS = 200;

/**
 * The verdict on one scenario, from what the consumer did with its requests, in their order.
 *
 * @param control what it did with a valid event: one that refuses those shows nothing by refusing others
 */
export function judge(scenario: ExamScenario, observed: readonly Observed[], control: Observed): Judgement {
  if (scenario === "valid") return judgeValid(observed, control);
  if (!isTaken(control)) {
    return {
      verdict: "skipped",
      finding: `Nothing can be told: a valid event is not acknowledged (${inWords(control)}).`,
      fix: null,
    };
  }
  switch (scenario) {
    case "wrong_signature":
      return judgeForged(observed);
    case "stale_timestamp":
      return judgeStale(observed);
    case "duplicate_id":
      return judgeDuplicate(observed);
    case "unknown_type":
      return judgeUnknownType(observed);
    case "slow_ack":
      return judgeTime(observed);
  }
}

export function isTaken({ outcome }: Observed): boolean {
  return outcome === "delivered";
}

function judgeValid([plain, spaced]: readonly Observed[], control: Observed): Judgement {
  if (plain === undefined || !isTaken(plain)) return fail(`${inWords(control)}.`, fixOfRefusal(control));
  if (spaced === undefined || isTaken(spaced)) return pass(`${inWords(plain)} after ${inSeconds(plain.tookMs)}.`);
  const refused = spaced.status !== null && spaced.status < 500;
  return fail(
    `The event was taken, and the same JSON with other white space was not (${inWords(spaced)}).`,
    refused ? "reserialized" : fixOfRefusal(spaced),
  );
}

/** What is wrong with a consumer that does not take a valid event. */
function fixOfRefusal({ outcome, status, error }: Observed): FixKind {
  switch (outcome) {
    case "http_3xx":
      return "final_url";
    case "http_410":
      return "gone";
    case "http_429":
      return "rate_limited";
    case "http_5xx":
      return "crash";
    case "http_4xx":
      return status === 404 || status === 405 ? "wrong_path" : "refuses_valid";
    case "timeout_headers":
      return "acknowledge_first";
    case "tls_untrusted":
    case "tls_expired":
    case "tls_not_yet_valid":
    case "tls_name_mismatch":
    case "tls_handshake":
      return "tls";
    case "dns_nxdomain":
    case "dns_no_address":
    case "dns_unavailable":
      return "dns";
    case "blocked_address":
      return "blocked";
    default:
      return error === null ? "refuses_valid" : "unreachable";
  }
}

function judgeForged([forged, unsigned]: readonly Observed[]): Judgement {
  const takesForged = forged !== undefined && isTaken(forged);
  const takesUnsigned = unsigned !== undefined && isTaken(unsigned);
  if (takesForged && takesUnsigned) {
    return fail(
      `Both were accepted (${inWords(forged)}): signatures are not verified, and anyone can send events.`,
      "verify",
    );
  }
  if (takesForged) {
    return fail(
      `A signature made with another secret was accepted (${inWords(forged)}): it is not compared.`,
      "verify",
    );
  }
  if (takesUnsigned) {
    return fail(
      `A forged signature is refused, but an event without any was accepted (${inWords(unsigned)}).`,
      "verify_missing",
    );
  }
  return judgeRefusal([forged, unsigned].filter((one) => one !== undefined));
}

function judgeStale(observed: readonly Observed[]): Judgement {
  const accepted = observed.find(isTaken);
  if (accepted !== undefined) {
    return fail(
      `It was accepted (${inWords(accepted)}): whoever records a request can send it again for ever.`,
      "timestamp",
    );
  }
  return judgeRefusal(observed);
}

/** Refused is right; refused by breaking is right by accident. */
function judgeRefusal(observed: readonly Observed[]): Judgement {
  const broken = observed.find(({ status }) => status === null || status >= 500);
  if (broken === undefined) return pass(`Refused: ${observed.map(inWords).join(", then ")}.`);
  return { verdict: "warn", finding: `Not accepted, but by breaking: ${inWords(broken)}.`, fix: "refuse_plainly" };
}

function judgeDuplicate([first, second]: readonly Observed[]): Judgement {
  if (first === undefined || !isTaken(first)) {
    return fail(`Already the first was not acknowledged${first === undefined ? "" : `: ${inWords(first)}`}.`, "crash");
  }
  if (second !== undefined && isTaken(second)) return pass(`${inWords(first)}, and ${inWords(second)} for the second.`);
  const what = second === undefined ? "No answer" : inWords(second);
  return fail(
    `The first was acknowledged, the second was not (${what}): it would be retried for three days.`,
    "duplicate",
  );
}

function judgeUnknownType([one]: readonly Observed[]): Judgement {
  if (one !== undefined && isTaken(one)) return pass(`${inWords(one)}.`);
  const what = one === undefined ? "No answer" : inWords(one);
  return fail(`${what}: the first event of a new type would fail, and be retried for three days.`, "unknown_type");
}

function judgeTime(observed: readonly Observed[]): Judgement {
  const slowest = observed.reduce((slow, one) => (one.tookMs > slow.tookMs ? one : slow), observed[0] as Observed);
  const took = inSeconds(slowest.tookMs);
  const unanswered = observed.find((one) => !isTaken(one));
  if (unanswered !== undefined) {
    return fail(`${inWords(unanswered)} after ${inSeconds(unanswered.tookMs)}.`, "acknowledge_first");
  }
  if (slowest.tookMs > TOO_SLOW_MS) {
    return fail(
      `The slower of ${observed.length} took ${took}: near the deadline, under load beyond it.`,
      "acknowledge_first",
    );
  }
  if (slowest.tookMs > SLOW_MS) {
    return { verdict: "warn", finding: `The slower of ${observed.length} took ${took}.`, fix: "acknowledge_first" };
  }
  return pass(`The slower of ${observed.length} took ${took}.`);
}

function pass(finding: string): Judgement {
  return { verdict: "pass", finding, fix: null };
}

function fail(finding: string, fix: FixKind): Judgement {
  return { verdict: "fail", finding, fix };
}

function inWords({ status, location, error }: Observed): string {
  if (status === null) return error?.replace(/\.$/, "") ?? "No answer";
  if (location === null) return `Answered ${status}`;
  return `Answered ${status} and pointed to ${JSON.stringify(location.slice(0, LOCATION_CHARACTERS))}`;
}

function inSeconds(ms: number): string {
  return ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
