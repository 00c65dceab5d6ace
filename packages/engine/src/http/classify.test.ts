import { expect, test } from "vitest";
import { classifyFailure, classifyStatus } from "./classify.ts";
import { asFault, Fault, type Phase } from "./connect/fault.ts";
import { explain } from "./explain.ts";

test.each([
  [200, "delivered"],
  [299, "delivered"],
  [300, "http_3xx"],
  [399, "http_3xx"],
  [400, "http_4xx"],
  [410, "http_410"],
  [429, "http_429"],
  [499, "http_4xx"],
  [500, "http_5xx"],
  [599, "http_5xx"],
  [600, "http_other"],
  [999, "http_other"],
])("status %i: %s", (status, outcome) => {
  expect(classifyStatus(status)).toBe(outcome);
});

const failures: readonly (readonly [Phase, string, string])[] = [
  ["guard", "BLOCKED_URL", "blocked_address"],
  ["guard", "BLOCKED_ADDRESS", "blocked_address"],
  ["dns", "ENOTFOUND", "dns_nxdomain"],
  ["dns", "ENODATA", "dns_no_address"],
  ["dns", "NO_ADDRESS", "dns_no_address"],
  // Our own resolver does not listen.
  ["dns", "ECONNREFUSED", "local_fault"],
  ["dns", "ESERVFAIL", "dns_unavailable"],
  ["dns", "EREFUSED", "dns_unavailable"],
  ["dns", "CONNECT_LIMIT", "dns_unavailable"],
  ["dns", "DEADLINE", "dns_unavailable"],
  ["tcp", "ECONNREFUSED", "connect_refused"],
  ["tcp", "EHOSTUNREACH", "connect_refused"],
  ["tcp", "ECONNRESET", "connection_reset"],
  ["tcp", "ETIMEDOUT", "timeout_connect"],
  ["tcp", "CONNECT_LIMIT", "timeout_connect"],
  ["tcp", "DEADLINE", "timeout_connect"],
  ["tcp", "EINVAL", "local_fault"],
  ["tls", "CERT_HAS_EXPIRED", "tls_expired"],
  ["tls", "CERT_NOT_YET_VALID", "tls_not_yet_valid"],
  ["tls", "ERR_TLS_CERT_ALTNAME_INVALID", "tls_name_mismatch"],
  ["tls", "DEPTH_ZERO_SELF_SIGNED_CERT", "tls_untrusted"],
  ["tls", "SELF_SIGNED_CERT_IN_CHAIN", "tls_untrusted"],
  ["tls", "UNABLE_TO_GET_ISSUER_CERT", "tls_untrusted"],
  ["tls", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "tls_untrusted"],
  ["tls", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls_untrusted"],
  ["tls", "CERT_UNTRUSTED", "tls_untrusted"],
  ["tls", "CERT_REVOKED", "tls_untrusted"],
  ["tls", "CERT_SIGNATURE_FAILURE", "tls_untrusted"],
  ["tls", "INVALID_CA", "tls_untrusted"],
  ["tls", "INVALID_PURPOSE", "tls_untrusted"],
  ["tls", "PATH_LENGTH_EXCEEDED", "tls_untrusted"],
  ["tls", "CRL_HAS_EXPIRED", "tls_untrusted"],
  ["tls", "ECONNRESET", "tls_handshake"],
  ["tls", "ERR_SSL_WRONG_VERSION_NUMBER", "tls_handshake"],
  ["tls", "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tls_handshake"],
  ["tls", "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "tls_handshake"],
  ["tls", "CONNECT_LIMIT", "timeout_connect"],
  ["tls", "DEADLINE", "timeout_connect"],
  ["exchange", "DEADLINE", "timeout_headers"],
  ["exchange", "UND_ERR_HEADERS_TIMEOUT", "timeout_headers"],
  ["exchange", "ECONNRESET", "connection_reset"],
  ["exchange", "EPIPE", "connection_reset"],
  ["exchange", "ETIMEDOUT", "connection_reset"],
  ["exchange", "UND_ERR_SOCKET", "connection_closed"],
  ["exchange", "UND_ERR_SOCKET_BAD_RESPONSE", "protocol_error"],
  ["exchange", "CLIENT_CERTIFICATE_WANTED", "tls_handshake"],
  ["exchange", "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tls_handshake"],
  ["exchange", "HPE_INVALID_CONSTANT", "protocol_error"],
  ["exchange", "UND_ERR_HEADERS_OVERFLOW", "protocol_error"],
  ["exchange", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "protocol_error"],
  ["exchange", "TOO_MANY_INTERIM", "protocol_error"],
  ["exchange", "ERR_ASSERTION", "protocol_error"],
  ["exchange", "UNKNOWN", "protocol_error"],
  ["exchange", "UND_ERR_INVALID_ARG", "local_fault"],
];

test.each(failures)("%s %s: %s", (phase, code, outcome) => {
  expect(classifyFailure(phase, code)).toBe(outcome);
});

const PHASES: readonly Phase[] = ["guard", "dns", "tcp", "tls", "exchange"];

test.each(["EMFILE", "ENFILE", "ENETUNREACH", "EADDRNOTAVAIL", "EACCES", "ENOBUFS", "ENOMEM", "SENDER_CLOSED"])(
  "47: %s is our own fault wherever it happens",
  (code) => {
    for (const phase of PHASES) expect(classifyFailure(phase, code)).toBe("local_fault");
  },
);

test("names of Object's own are codes like any other", () => {
  for (const phase of PHASES) {
    expect(classifyFailure(phase, "constructor")).toBe(classifyFailure(phase, "UNKNOWN"));
    expect(classifyFailure(phase, "__proto__")).toBe(classifyFailure(phase, "UNKNOWN"));
  }
});

test.each([null, undefined, "text", 7, {}, { code: 7 }, new TypeError("x")])(
  "whatever is thrown (%s) is a fault",
  (thrown) => {
    const fault = asFault("exchange", thrown);
    expect(classifyFailure(fault.phase, fault.faultCode)).toBe("protocol_error");
  },
);

test("undici's one code for two things is told apart", () => {
  const code = (message: string): string =>
    asFault("exchange", Object.assign(new Error(message), { code: "UND_ERR_SOCKET" })).faultCode;
  expect(code("other side closed")).toBe("UND_ERR_SOCKET");
  expect(code("bad response")).toBe("UND_ERR_SOCKET_BAD_RESPONSE");
  expect(code("bad upgrade")).toBe("UND_ERR_SOCKET_BAD_RESPONSE");
});

test("an explanation is one sentence with the code at its end", () => {
  expect(explain(new Fault("tcp", "ECONNREFUSED"), "connect_refused", "hooks.customer.com")).toBe(
    "hooks.customer.com refused the connection. [ECONNREFUSED]",
  );
  const detailed = new Fault("dns", "NO_ADDRESS", { detail: "The name has no address." });
  expect(explain(detailed, "dns_no_address", "hooks.customer.com")).toBe("The name has no address. [NO_ADDRESS]");
});
