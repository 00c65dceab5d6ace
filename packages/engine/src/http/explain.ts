import type { FailureOutcome } from "./classify.ts";
import type { Fault } from "./connect/fault.ts";

/** A failed attempt in one sentence for people, the system's code in brackets at its end. */
export function explain(fault: Fault, outcome: FailureOutcome, host: string): string {
  const byCode = Object.hasOwn(BY_CODE, fault.faultCode) ? BY_CODE[fault.faultCode] : undefined;
  const sentence = (fault.detail ?? (byCode ?? BY_OUTCOME[outcome])(host)).replace(/\.$/, "");
  return `${sentence}. [${fault.faultCode}]`;
}

type Sentence = (host: string) => string;

const BY_CODE: Readonly<Record<string, Sentence>> = {
  EHOSTUNREACH: (host) => `No route leads to ${host}`,
  DEPTH_ZERO_SELF_SIGNED_CERT: (host) => `The certificate of ${host} is self-signed`,
  SELF_SIGNED_CERT_IN_CHAIN: (host) => `The certificate chain of ${host} ends in a root that is not trusted`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (host) =>
    `The certificate of ${host} comes from an unknown authority, or ${host} does not send its intermediate certificate`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: (host) => `The certificate of ${host} comes from an unknown authority`,
  ERR_SSL_WRONG_VERSION_NUMBER: (host) => `${host} does not speak TLS on this port`,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: (host) => `${host} does not speak TLS on this port`,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: (host) => `${host} does not offer TLS 1.2 or newer`,
  ERR_SSL_UNSUPPORTED_PROTOCOL: (host) => `${host} does not offer TLS 1.2 or newer`,
  CLIENT_CERTIFICATE_WANTED: (host) => `${host} asks for a client certificate`,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: (host) => `${host} asks for a client certificate`,
  UND_ERR_HEADERS_OVERFLOW: (host) => `The response headers of ${host} are larger than 16 KiB`,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: (host) => `The response of ${host} contradicts its own length`,
  UND_ERR_SOCKET_BAD_RESPONSE: (host) =>
    `${host} answered before it was asked, or with a 100 or 101 that nobody asked for`,
  TOO_MANY_INTERIM: (host) => `${host} sent interim (1xx) responses without end`,
  TOO_MANY_HEADERS: (host) => `${host} sent too many response headers`,
  BAD_STATUS: (host) => `${host} sent a status that is not one`,
  SENDER_CLOSED: () => "This node was shutting down",
};

const BY_OUTCOME: Readonly<Record<FailureOutcome, Sentence>> = {
  timeout_connect: (host) => `No connection to ${host} came about in time`,
  timeout_headers: (host) => `${host} did not answer in time`,
  connect_refused: (host) => `${host} refused the connection`,
  connection_reset: (host) => `${host} reset the connection`,
  connection_closed: (host) => `${host} closed the connection without an answer`,
  protocol_error: (host) => `The answer of ${host} is not valid HTTP/1.1`,
  tls_untrusted: (host) => `The certificate of ${host} is not trusted`,
  tls_expired: (host) => `The certificate of ${host}, or one in its chain, has expired`,
  tls_not_yet_valid: (host) => `The certificate of ${host}, or one in its chain, is not valid yet`,
  tls_name_mismatch: (host) => `The certificate is not made out for ${host}`,
  tls_handshake: (host) => `The TLS handshake with ${host} failed`,
  dns_nxdomain: (host) => `The name ${host} does not exist`,
  dns_no_address: (host) => `The name ${host} has no address`,
  dns_unavailable: (host) => `The name ${host} could not be looked up`,
  blocked_address: (host) => `The address of ${host} is not allowed`,
  local_fault: (host) => `This server could not reach ${host} for a reason of its own`,
};
