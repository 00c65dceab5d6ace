import type { Outcome } from "@callcall/contract";
import type { Phase } from "./connect/fault.ts";

/** Outcomes that need no response. `unknown` is not among them: only a crash brings it about. */
export type FailureOutcome = Exclude<Outcome, "delivered" | `http_${string}` | "unknown">;

/** The outcome of a final status. Only 2xx is a delivery; a redirect is an answer like any other and never followed. */
export function classifyStatus(status: number): Outcome {
  if (status === 410) return "http_410";
  if (status === 429) return "http_429";
  switch (Math.floor(status / 100)) {
    case 2:
      return "delivered";
    case 3:
      return "http_3xx";
    case 4:
      return "http_4xx";
    case 5:
      return "http_5xx";
    default:
      return "http_other";
  }
}

/** The outcome of an attempt without response. Total: a code nobody foresaw gets the default of its phase. */
export function classifyFailure(phase: Phase, code: string): FailureOutcome {
  if (LOCAL_CODES.has(code)) return "local_fault";
  const rule = RULES[phase];
  // A code may be any text, "constructor" too.
  const listed = Object.hasOwn(rule.codes, code) ? rule.codes[code] : undefined;
  return listed ?? rule.patterns?.find(([pattern]) => pattern.test(code))?.[1] ?? rule.otherwise;
}

interface Rule {
  readonly codes: Readonly<Record<string, FailureOutcome>>;
  readonly patterns?: readonly (readonly [RegExp, FailureOutcome])[];
  readonly otherwise: FailureOutcome;
}

/** Our own machine's complaints, in whatever phase: no receiver can cause them, so none is charged. */
const LOCAL_CODES: ReadonlySet<string> = new Set([
  "EMFILE", // descriptors of the process
  "ENFILE", // descriptors of the machine
  "ENOBUFS",
  "ENOMEM",
  "EAI_MEMORY",
  "EAI_SYSTEM",
  "ENETUNREACH", // no route from here
  "ENETDOWN",
  "EADDRNOTAVAIL", // no local port or address left
  "EADDRINUSE",
  "EAFNOSUPPORT",
  "EACCES", // our own firewall or sandbox
  "EPERM",
  "BAD_REQUEST",
  "SENDER_CLOSED",
  "UND_ERR_INVALID_ARG",
  "UND_ERR_DESTROYED",
  "UND_ERR_CLOSED",
]);

const RULES: Readonly<Record<Phase, Rule>> = {
  guard: { codes: {}, otherwise: "blocked_address" },
  dns: {
    codes: {
      ENOTFOUND: "dns_nxdomain",
      EAI_NONAME: "dns_nxdomain",
      ENODATA: "dns_no_address",
      EAI_NODATA: "dns_no_address",
      NO_ADDRESS: "dns_no_address",
      // Our own resolver does not listen: no receiver can bring that about.
      ECONNREFUSED: "local_fault",
    },
    // SERVFAIL, REFUSED, a silent resolver, our limit running out while it is silent.
    otherwise: "dns_unavailable",
  },
  tcp: {
    codes: {
      ECONNREFUSED: "connect_refused",
      // A router said there is nobody: as final as a refusal, and the receiver's affair.
      EHOSTUNREACH: "connect_refused",
      EHOSTDOWN: "connect_refused",
      ECONNRESET: "connection_reset",
      ECONNABORTED: "connection_reset",
      EPIPE: "connection_reset",
      ETIMEDOUT: "timeout_connect",
      CONNECT_LIMIT: "timeout_connect",
      DEADLINE: "timeout_connect",
    },
    // connect(2) failed in a way no peer can bring about.
    otherwise: "local_fault",
  },
  tls: {
    codes: {
      CERT_HAS_EXPIRED: "tls_expired",
      CERT_NOT_YET_VALID: "tls_not_yet_valid",
      ERR_TLS_CERT_ALTNAME_INVALID: "tls_name_mismatch",
      HOSTNAME_MISMATCH: "tls_name_mismatch",
      CONNECT_LIMIT: "timeout_connect",
      DEADLINE: "timeout_connect",
    },
    patterns: [
      // OpenSSL's verdicts on the chain: DEPTH_ZERO_SELF_SIGNED_CERT, UNABLE_TO_VERIFY_LEAF_SIGNATURE,
      // CERT_UNTRUSTED, CERT_REVOKED, INVALID_PURPOSE, INVALID_CA, PATH_LENGTH_EXCEEDED, …
      [/^(?!ERR_).*(?:CERT|ISSUER|SIGNATURE|_CA$|PURPOSE|PATH_LENGTH|CRL)/, "tls_untrusted"],
    ],
    // Alerts, no common version or cipher, plain HTTP, a reset in the middle of it.
    otherwise: "tls_handshake",
  },
  exchange: {
    codes: {
      DEADLINE: "timeout_headers",
      UND_ERR_HEADERS_TIMEOUT: "timeout_headers",
      ECONNRESET: "connection_reset",
      ECONNABORTED: "connection_reset",
      EPIPE: "connection_reset",
      ENOTCONN: "connection_reset",
      ETIMEDOUT: "connection_reset",
      EHOSTUNREACH: "connection_reset",
      UND_ERR_SOCKET: "connection_closed",
      CLIENT_CERTIFICATE_WANTED: "tls_handshake",
    },
    patterns: [[/^ERR_SSL_/, "tls_handshake"]],
    // HPE_*, header overflow, contradictory lengths, an assertion of the parser: whatever it was, the
    // receiver's bytes brought it about.
    otherwise: "protocol_error",
  },
};
