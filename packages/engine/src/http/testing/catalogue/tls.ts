/** Handshakes and certificates: rows 27 to 35. */

import { deepStrictEqual } from "node:assert";
import type { TlsOptions } from "node:tls";
import { createAuthority, createCertificate, EXPIRED, NOT_YET_VALID } from "../certificates.ts";
import { answer, type Behaviour, closeOnAccept, hang, OK } from "../receivers.ts";
import type { Expected, HostileReceiver } from "./row.ts";
import { NAME, type World } from "./world.ts";

interface Case extends Pick<Expected, "outcome"> {
  readonly row: number;
  readonly does: string;
  readonly says: string;
  /** Undefined: raw bytes where TLS is expected. */
  readonly tls?: (world: World) => TlsOptions;
  readonly behaviour?: Behaviour;
  readonly host?: string;
  readonly hasty?: "connect";
}

const unknown = createAuthority("Unknown test authority");
const signed = (names: readonly string[], more: object = {}) => {
  return ({ trusted }: World): TlsOptions => createCertificate({ names, issuer: trusted, ...more });
};
const good =
  (more: TlsOptions) =>
  (world: World): TlsOptions => ({ ...world.good, ...more });

const CASES: readonly Case[] = [
  {
    row: 27,
    does: "signs its own certificate",
    tls: () => createCertificate({ names: [NAME] }),
    outcome: "tls_untrusted",
    says: "The certificate of hooks.customer.com is self-signed. [DEPTH_ZERO_SELF_SIGNED_CERT]",
  },
  {
    row: 28,
    does: "has a certificate of an unknown authority",
    tls: () => createCertificate({ names: [NAME], issuer: unknown }),
    outcome: "tls_untrusted",
    says: "unknown authority",
  },
  {
    row: 29,
    does: "has an expired certificate",
    tls: signed([NAME], EXPIRED),
    outcome: "tls_expired",
    says: "its own ends on Jan  2 00:00:00 2020 GMT). [CERT_HAS_EXPIRED]",
  },
  {
    row: 29,
    does: "has a certificate from the future",
    tls: signed([NAME], NOT_YET_VALID),
    outcome: "tls_not_yet_valid",
    says: "it begins on Dec 31 00:00:00 2048 GMT). [CERT_NOT_YET_VALID]",
  },
  {
    row: 30,
    does: "has a certificate for another name",
    tls: signed(["other.customer.com"]),
    outcome: "tls_name_mismatch",
    says: "The certificate is not made out for hooks.customer.com. [ERR_TLS_CERT_ALTNAME_INVALID]",
  },
  {
    row: 30,
    does: "is an address that its certificate does not name",
    tls: good({}),
    host: "127.0.0.1",
    outcome: "tls_name_mismatch",
    says: "not made out for 127.0.0.1",
  },
  {
    row: 31,
    does: "does not know the server name",
    tls: good({ SNICallback: (_name, done) => done(new Error("unknown name")) }),
    outcome: "tls_handshake",
    says: "The TLS handshake with hooks.customer.com failed. [",
  },
  {
    row: 31,
    does: "hangs up in the middle of the handshake",
    behaviour: (socket) => socket.once("data", () => socket.resetAndDestroy()),
    outcome: "tls_handshake",
    says: "[ECONNRESET]",
  },
  {
    row: 31,
    does: "closes instead of shaking hands",
    behaviour: closeOnAccept,
    outcome: "tls_handshake",
    says: "[ECONNRESET]",
  },
  {
    row: 32,
    does: "speaks TLS 1.1 only",
    tls: good({ minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
    outcome: "tls_handshake",
    says: "does not offer TLS 1.2 or newer",
  },
  {
    row: 32,
    does: "shares no cipher",
    tls: good({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-CAMELLIA128-SHA256" }),
    outcome: "tls_handshake",
    says: "The TLS handshake with hooks.customer.com failed. [ERR_SSL",
  },
  {
    row: 33,
    does: "demands a client certificate (TLS 1.3)",
    tls: good({ requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.3" }),
    outcome: "tls_handshake",
    says: "hooks.customer.com asks for a client certificate.",
  },
  {
    row: 33,
    does: "demands a client certificate (TLS 1.2)",
    tls: good({ requestCert: true, rejectUnauthorized: true, maxVersion: "TLSv1.2" }),
    outcome: "tls_handshake",
    says: "[",
  },
  {
    row: 34,
    does: "speaks plain HTTP on the TLS port",
    behaviour: (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    outcome: "tls_handshake",
    says: "hooks.customer.com does not speak TLS on this port.",
  },
  {
    row: 35,
    does: "hangs in the handshake",
    behaviour: hang,
    hasty: "connect",
    outcome: "timeout_connect",
    says: "No connection to hooks.customer.com came about in time. [CONNECT_LIMIT]",
  },
];

export const TLS: readonly HostileReceiver[] = CASES.map(({ tls, behaviour, host, ...row }) => ({
  ...row,
  follows: "retried",
  stage: (world) => world.secure(behaviour ?? answer(OK), tls?.(world), host),
  also({ response }, world, url) {
    deepStrictEqual(response, null);
    // Nothing is shown to a peer that has not proven who it is.
    deepStrictEqual(world.seenAt(url).requests, []);
  },
}));
