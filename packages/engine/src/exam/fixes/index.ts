import type { ExamResult } from "@callcall/contract";
import { ACKNOWLEDGE, DEFAULT_CASE, SKIP_DUPLICATES } from "./behave.ts";
import { VERIFY } from "./verify.ts";

type Fix = NonNullable<ExamResult["fix"]>;

export type Snippet = Readonly<Fix["code"][number]>;

interface Advice {
  readonly summary: string;
  readonly code: readonly Snippet[];
}

export type FixKind =
  | "verify"
  | "verify_missing"
  | "timestamp"
  | "refuse_plainly"
  | "refuses_valid"
  | "reserialized"
  | "final_url"
  | "wrong_path"
  | "gone"
  | "rate_limited"
  | "crash"
  | "acknowledge_first"
  | "duplicate"
  | "unknown_type"
  | "tls"
  | "dns"
  | "blocked"
  | "unreachable";

/** What to change in a consumer, or in its registration, for everything that an exam can find. */
const FIXES: Readonly<Record<FixKind, Advice>> = {
  verify: {
    summary:
      "Verify the signature of every request over the raw body, before anything else looks at it, and answer 400 when it is not valid.",
    code: VERIFY,
  },
  verify_missing: {
    summary:
      "Verify always, not only where a signature header is there: a request without one is not from this platform. Answer 400.",
    code: VERIFY,
  },
  timestamp: {
    summary:
      "Compare the timestamp that is signed with your clock, and refuse what is more than 300 seconds away. The verification below does it.",
    code: VERIFY,
  },
  refuse_plainly: {
    summary:
      "Answer 400 or 401 to what does not verify, instead of failing: an exception or a closed connection looks like an outage.",
    code: VERIFY,
  },
  refuses_valid: {
    summary:
      "The consumer refuses genuine events. Probable causes, in this order: it has another secret than this endpoint (compare the last four characters; each endpoint has its own); it verifies JSON that was parsed and printed again instead of the raw body; something in front of it wants a login or another content-type. The Signature Validator names the cause when you give it the request that the consumer received.",
    code: VERIFY,
  },
  reserialized: {
    summary:
      "The signature is verified over JSON that was parsed and printed again. That gives the same bytes only by luck: 1.0, escapes, large integers and white space change. Verify the raw body, as it arrived, before any JSON parser.",
    code: VERIFY,
  },
  final_url: {
    summary:
      "Deliveries follow no redirects, since the target could be anywhere. Register the final address: the one that the answer points to, with https:// and the right slash at its end.",
    code: [],
  },
  wrong_path: {
    summary:
      "Nothing takes a POST at this path. Compare the path of the URL with the route of the consumer, and see that it is registered for POST.",
    code: [],
  },
  gone: {
    summary:
      "410 says that the endpoint is gone for good: a delivery that gets it disables the endpoint. Answer a 2xx.",
    code: [],
  },
  rate_limited: {
    summary:
      "The consumer limits how many requests it takes. Set the endpoint's rate_limit below that, or take this platform out of the limit: deliveries wait and are retried meanwhile.",
    code: [],
  },
  crash: {
    summary:
      "The consumer fails while it handles the event. Its log has the error at this time. Acknowledge first and do the work afterwards, so that a failure of your own does not hold up deliveries.",
    code: ACKNOWLEDGE,
  },
  acknowledge_first: {
    summary:
      "Acknowledge first, work later: answer as soon as the signature is verified and the event is written down. An answer that takes longer than the deadline counts as a failure, and the event comes again.",
    code: ACKNOWLEDGE,
  },
  duplicate: {
    summary: "Remember the ids of events that are done, and answer a 2xx to one that comes again.",
    code: SKIP_DUPLICATES,
  },
  unknown_type: {
    summary: "Have a default that does nothing and answers a 2xx. Or subscribe only to the types that you handle.",
    code: DEFAULT_CASE,
  },
  tls: {
    summary:
      "The certificate is not one that clients trust. Serve the whole chain, renew what has expired, and see that the name in the URL stands in the certificate.",
    code: [],
  },
  dns: {
    summary: "The host name in the URL does not lead to an address. Look for a typing error, and at your DNS records.",
    code: [],
  },
  blocked: {
    summary:
      "The host name leads to an address that webhooks may not be sent to: private networks are not reachable from here. Use a public address.",
    code: [],
  },
  unreachable: {
    summary:
      "No connection came about, or it broke before an answer. See that the consumer runs, listens on the port of the URL and not only on localhost, and that no firewall is between.",
    code: [],
  },
};

export const FIX_KINDS = Object.keys(FIXES) as readonly FixKind[];

export function fixOf(kind: FixKind): Fix {
  const { summary, code } = FIXES[kind];
  return { summary, code: code.map((snippet) => ({ ...snippet })) };
}
