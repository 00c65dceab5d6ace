/** Headers of a delivery, in the order in which they are sent. */
export const DELIVERY_HEADERS = {
  signature: "x-callcall-signature",
  timestamp: "x-callcall-timestamp",
  eventId: "x-callcall-event-id",
  eventType: "x-callcall-event-type",
  deliveryId: "x-callcall-delivery-id",
  attempt: "x-callcall-attempt",
  standardId: "webhook-id",
  standardTimestamp: "webhook-timestamp",
  standardSignature: "webhook-signature",
} as const;

/** W3C Trace Context: of deliveries whose event is part of a trace. */
export const TRACE_HEADERS = { parent: "traceparent", state: "tracestate" } as const;

const DENIED_NAMES: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "cookie",
  "date",
  "expect",
  "forwarded",
  "host",
  "http2-settings",
  "keep-alive",
  "set-cookie",
  "te",
  "traceparent",
  "tracestate",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "via",
  "x-http-method-override",
  "x-original-url",
  "x-real-ip",
  "x-rewrite-url",
]);
const DENIED_PREFIXES = ["content-", "proxy-", "sec-", "webhook-", "x-callcall-", "x-forwarded-"] as const;

// RFC 9110 token. Anything else could end the header line early and start one of the attacker's.
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Printable ASCII and inner tabs/spaces only: no CR, LF, NUL, no 8-bit bytes whose meaning receivers disagree on.
const VALUE = /^(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?$/;

/** Why a custom header may not be set, or undefined when it may. Checked at save and again at send. */
export function refuseCustomHeader(name: string, value: string): string | undefined {
  if (!TOKEN.test(name)) return "is not a valid header name";
  // WSGI and CGI hand both spellings to the program under one name: there `webhook_id` is our `webhook-id`.
  const read = name.toLowerCase().replaceAll("_", "-");
  if (DENIED_NAMES.has(read) || DENIED_PREFIXES.some((prefix) => read.startsWith(prefix))) {
    return "is reserved: it is set by the platform or controls the connection";
  }
  if (!VALUE.test(value)) return "has a value with characters outside printable ASCII";
  return undefined;
}

/**
 * Values of these are write-only: the API shows that they are set, never what they are. Rather one too many
 * than `x-functions-key`, `x-auth` or `x_pass` in the clear.
 */
export function isSensitiveHeader(name: string): boolean {
  return /auth|key|token|secret|pass|pwd|cred|sign|session|bearer|cookie/i.test(name);
}
