import type { Outcome } from "@callcall/webhooks/client";

/** What can be done about an outcome from here. The screens have a button for each. */
export type NextStep = "check_signature" | "edit_endpoint" | "enable_endpoint" | "test_endpoint" | "read_response";

export interface OutcomeWords {
  /** What it means, in one sentence. */
  readonly meaning: string;
  /** What to do, or why nothing. */
  readonly advice: string;
  readonly steps: readonly NextStep[];
  /** What stopped, for an attempt without an answer. */
  readonly stoppedAt: string | null;
}

/** The table of docs/delivery.md in the words of somebody who looks at one failed attempt. A test compares the two. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, OutcomeWords>> = {
  delivered: {
    meaning: "The consumer answered with a 2xx status inside the deadline.",
    advice: "Nothing to do.",
    steps: [],
    stoppedAt: null,
  },
  http_3xx: {
    meaning:
      "The consumer answered with a redirect. Redirects are never followed: a signed payload goes to the registered address alone.",
    advice:
      "Register the address that it points to. Often it is https:// for http://, a missing www., or a slash at the end.",
    steps: ["edit_endpoint"],
    stoppedAt: null,
  },
  http_4xx: {
    meaning: "The consumer got the request and refused it.",
    advice:
      "400 and 401 are mostly a signature that does not verify: check it. 413 means that its body limit is too low.",
    steps: ["check_signature", "read_response"],
    stoppedAt: null,
  },
  http_410: {
    meaning:
      "The consumer answered 410 Gone: it wants no more events. The delivery failed, and the endpoint was disabled.",
    advice: "If that was a mistake, mend the consumer, enable the endpoint and send the delivery again.",
    steps: ["enable_endpoint"],
    stoppedAt: null,
  },
  http_429: {
    meaning:
      "The consumer is being sent more than it takes. If it asked for a pause (Retry-After), the whole endpoint is paused for as long.",
    advice: "Set a rate limit on the endpoint, so that it is not asked more often than it can answer.",
    steps: ["edit_endpoint"],
    stoppedAt: null,
  },
  http_5xx: {
    meaning: "The consumer got the request and failed while it handled it.",
    advice:
      "Read the response body below and the consumer's own log. It is tried again until then; a 503 may ask for a pause.",
    steps: ["read_response"],
    stoppedAt: null,
  },
  http_other: {
    meaning: "The consumer answered with a status outside 200 to 599.",
    advice: "Mend the consumer: it must answer with a status of HTTP.",
    steps: ["read_response"],
    stoppedAt: null,
  },
  timeout_connect: {
    meaning: "No connection came about within 5 s: DNS, TCP and TLS together.",
    advice: "Look for a firewall that drops packets, or a host that is down.",
    steps: ["test_endpoint"],
    stoppedAt: "while connecting",
  },
  timeout_headers: {
    meaning: "The connection stood and the request was sent, but no answer came inside the deadline.",
    advice: "Acknowledge first, with a 2xx, and do the work afterwards. Or raise the endpoint's deadline.",
    steps: ["edit_endpoint", "test_endpoint"],
    stoppedAt: "while waiting for the answer",
  },
  connect_refused: {
    meaning: "Nothing listens at this address and port, or the host does not exist.",
    advice: "Start the consumer, and check the port in the endpoint's address.",
    steps: ["edit_endpoint", "test_endpoint"],
    stoppedAt: "while connecting",
  },
  connection_reset: {
    meaning: "The connection was torn down before an answer arrived. The consumer may have got the request.",
    advice: "Look at the proxy or load balancer in front of the consumer, and for a crash in it.",
    steps: ["test_endpoint"],
    stoppedAt: "while waiting for the answer",
  },
  connection_closed: {
    meaning: "The consumer closed the connection without a response. It may have got the request.",
    advice: "Look at the proxy or load balancer in front of the consumer, and for a crash in it.",
    steps: ["test_endpoint"],
    stoppedAt: "while waiting for the answer",
  },
  protocol_error: {
    meaning: "The answer is not valid HTTP/1.1, has headers over 16 KiB, or more than 8 interim responses.",
    advice: "The error below says which. Mend the consumer or the proxy in front of it.",
    steps: ["test_endpoint"],
    stoppedAt: "while reading the answer",
  },
  tls_untrusted: {
    meaning:
      "The certificate is self-signed, comes from an unknown authority, or an intermediate certificate is missing.",
    advice: "Serve the whole chain, from an authority that is publicly trusted.",
    steps: ["test_endpoint"],
    stoppedAt: "in the TLS handshake",
  },
  tls_expired: {
    meaning: "The certificate, or one in its chain, has expired.",
    advice: "Renew it, and reload the server that uses it.",
    steps: ["test_endpoint"],
    stoppedAt: "in the TLS handshake",
  },
  tls_not_yet_valid: {
    meaning: "The certificate, or one in its chain, begins to be valid only later.",
    advice: "Check the clocks: the one here, and the one where the certificate was made.",
    steps: ["test_endpoint"],
    stoppedAt: "in the TLS handshake",
  },
  tls_name_mismatch: {
    meaning: "The certificate is made out for another name than the endpoint's address has.",
    advice: "Serve the right certificate, or register the address under the name that it is for.",
    steps: ["edit_endpoint", "test_endpoint"],
    stoppedAt: "in the TLS handshake",
  },
  tls_handshake: {
    meaning:
      "No common TLS version or cipher was found, the port speaks plain HTTP, or a client certificate is wanted.",
    advice: "Offer TLS 1.2 or newer on this port. Client certificates are not supported.",
    steps: ["edit_endpoint", "test_endpoint"],
    stoppedAt: "in the TLS handshake",
  },
  dns_nxdomain: {
    meaning: "The name in the endpoint's address does not exist.",
    advice: "Mend the name in the address, or create it in the DNS.",
    steps: ["edit_endpoint"],
    stoppedAt: "while looking up the name",
  },
  dns_no_address: {
    meaning: "The name exists but has no A or AAAA record.",
    advice: "Add a record, or mend the name in the address.",
    steps: ["edit_endpoint"],
    stoppedAt: "while looking up the name",
  },
  dns_unavailable: {
    meaning: "The name could not be looked up: its name servers, or the resolver of this server, did not answer.",
    advice:
      "If every endpoint has this, it is the resolver of this server; otherwise look at the name servers of the domain.",
    steps: ["test_endpoint"],
    stoppedAt: "while looking up the name",
  },
  blocked_address: {
    meaning:
      "The guard refused the address, or one that its name leads to: private, loopback and reserved networks are never called. Nothing was sent.",
    advice: "Use a public address.",
    steps: ["edit_endpoint"],
    stoppedAt: "while checking the address",
  },
  local_fault: {
    meaning:
      "This server could not send: it ran out of something, has no route, or was shutting down. It is not charged to the endpoint.",
    advice:
      "Nothing on the consumer's side. It is tried again after 5 s, later up to 5 min; whoever runs this server should look at its log.",
    steps: [],
    stoppedAt: "before sending",
  },
  unknown: {
    meaning:
      "This server died between beginning the attempt and recording its result. It is not charged, and was sent again at the next start.",
    advice: "Nothing to do. The consumer may have got it twice: it should skip ids that it has processed.",
    steps: [],
    stoppedAt: null,
  },
};

/** What a single status says beyond its class. */
const STATUS_ADVICE: Readonly<Record<number, string>> = {
  400: "400 is mostly a signature that does not verify, or a body that was parsed before it was checked. Check the signature.",
  401: "401 is mostly a signature that does not verify: the wrong secret, or a body that was parsed and printed again. Check the signature.",
  403: "403 comes from a firewall, a bot filter or a login in front of the consumer more often than from its code. Let this sender through, or check the signature.",
  404: "Nothing answers at this path. Compare the path in the endpoint's address with the route of the consumer.",
  405: "The route exists but takes no POST. Deliveries are POST requests.",
  406: "The consumer insists on an Accept header. It should not.",
  408: "The consumer gave up reading the request. Look at the proxy in front of it.",
  411: "The proxy in front of the consumer wants a Content-Length; one is sent with every delivery, so something removes it.",
  413: "Its body limit is too low: raise it to 256 KiB and a little for the envelope.",
  415: "The consumer does not take application/json. It must read the raw body of that type.",
  422: "The consumer understood the request and found fault with its content. The response body says with what.",
  502: "A proxy in front of the consumer could not reach it. Is the consumer running?",
  503: "The consumer says that it is not available now. With Retry-After nothing is sent to it before then.",
  504: "A proxy in front of the consumer gave up waiting for it. Acknowledge first, and do the work afterwards.",
};

/** The words for one attempt: those of its outcome, sharper where the status allows. */
export function wordsOf(outcome: Outcome, status: number | null, location: string | null = null): OutcomeWords {
  const words = OUTCOME_WORDS[outcome];
  if (outcome === "http_3xx" && location !== null) {
    return {
      ...words,
      advice: `It points to ${location}. If that is the right place, register it as the endpoint's address.`,
    };
  }
  const advice = status === null ? undefined : STATUS_ADVICE[status];
  if (advice === undefined) return words;
  const steps: readonly NextStep[] =
    status === 404 || status === 405 ? ["edit_endpoint", "read_response"] : words.steps;
  return { ...words, advice, steps };
}
