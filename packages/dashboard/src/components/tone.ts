import type { Outcome } from "@callcall/webhooks/client";

/** What a status colour means. Never the colour alone: the words stand beside it. */
export type Tone = "ok" | "warn" | "bad" | "busy" | "calm";

interface Look {
  readonly label: string;
  readonly tone: Tone;
}

/** Every status of a delivery and of a webhook, and of an attempt that has none yet. */
export const STATUSES = {
  pending: { label: "Pending", tone: "busy" },
  succeeded: { label: "Succeeded", tone: "ok" },
  failed: { label: "Failed", tone: "bad" },
  cancelled: { label: "Cancelled", tone: "calm" },
  enabled: { label: "Enabled", tone: "ok" },
  disabled: { label: "Disabled", tone: "calm" },
  paused: { label: "Paused", tone: "warn" },
  failing: { label: "Failing", tone: "bad" },
  in_flight: { label: "In flight", tone: "busy" },
} as const satisfies Record<string, Look>;

export type Status = keyof typeof STATUSES;

/** How an attempt ended, in words that somebody who has never read our documentation understands. */
export const OUTCOME_LOOKS: Readonly<Record<Outcome, Look>> = {
  delivered: { label: "Delivered", tone: "ok" },
  http_3xx: { label: "Redirected (3xx)", tone: "bad" },
  http_4xx: { label: "Refused (4xx)", tone: "bad" },
  http_410: { label: "Gone (410)", tone: "bad" },
  http_429: { label: "Asked to wait (429)", tone: "warn" },
  http_5xx: { label: "Server error (5xx)", tone: "bad" },
  http_other: { label: "Odd status", tone: "bad" },
  timeout_connect: { label: "Connect timeout", tone: "bad" },
  timeout_headers: { label: "Response timeout", tone: "bad" },
  connect_refused: { label: "Connection refused", tone: "bad" },
  connection_reset: { label: "Connection reset", tone: "bad" },
  connection_closed: { label: "Closed without an answer", tone: "bad" },
  protocol_error: { label: "Not HTTP", tone: "bad" },
  tls_untrusted: { label: "Certificate not trusted", tone: "bad" },
  tls_expired: { label: "Certificate expired", tone: "bad" },
  tls_not_yet_valid: { label: "Certificate not yet valid", tone: "bad" },
  tls_name_mismatch: { label: "Certificate for another name", tone: "bad" },
  tls_handshake: { label: "TLS handshake failed", tone: "bad" },
  dns_nxdomain: { label: "Host does not exist", tone: "bad" },
  dns_no_address: { label: "Host has no address", tone: "bad" },
  dns_unavailable: { label: "DNS did not answer", tone: "bad" },
  blocked_address: { label: "Address not allowed", tone: "bad" },
  local_fault: { label: "Fault on our side", tone: "warn" },
  unknown: { label: "Unknown (we crashed)", tone: "warn" },
};
