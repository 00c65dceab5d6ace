/**
 * How one attempt ended. A closed list: the classifier maps everything it can meet onto one of these,
 * and the retry decision switches over them exhaustively.
 */
export const OUTCOMES = [
  /** A 2xx status inside the deadline, whatever the body did afterwards. */
  "delivered",
  "http_3xx",
  "http_4xx",
  "http_410",
  "http_429",
  "http_5xx",
  /** A status outside 200-599. */
  "http_other",
  /** DNS, TCP and TLS together did not finish in the connect limit. */
  "timeout_connect",
  /** The final response headers did not arrive inside the deadline. */
  "timeout_headers",
  "connect_refused",
  "connection_reset",
  /** The peer closed without a response. */
  "connection_closed",
  "protocol_error",
  "tls_untrusted",
  "tls_expired",
  "tls_not_yet_valid",
  "tls_name_mismatch",
  "tls_handshake",
  "dns_nxdomain",
  "dns_no_address",
  "dns_unavailable",
  /** The address guard refused the URL or an address behind the name; no socket was opened. */
  "blocked_address",
  /** Our own side failed (descriptors, routes, configuration). Never charged to the webhook. */
  "local_fault",
  /** The node died between sending and recording. The request may or may not have arrived. */
  "unknown",
] as const;

export type Outcome = (typeof OUTCOMES)[number];
