import type { TlsOptions } from "node:tls";
import { afterAll, expect, test } from "vitest";
import type { Exchange, HttpSender } from "./exchange.ts";
import { createSender } from "./sender.ts";
import { createAuthority, createCertificate, EXPIRED, NOT_YET_VALID } from "./testing/certificates.ts";
import { fakeResolver, post, testPolicy } from "./testing/harness.ts";
import { answer, type Behaviour, closeOnAccept, hang, OK, type Receiver, startReceiver } from "./testing/receivers.ts";

const NAME = "hooks.customer.com";
const trusted = createAuthority("Trusted test authority");
const unknown = createAuthority("Unknown test authority");
const good = createCertificate({ names: [NAME], issuer: trusted });

const cleanups: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups) await cleanup();
});

async function start(behaviour: Behaviour, tls?: TlsOptions): Promise<Receiver> {
  const receiver = await startReceiver(behaviour, tls === undefined ? {} : { tls });
  cleanups.push(receiver.close);
  return receiver;
}

function senderFor(receiver: Receiver, connectLimitMs = 5_000): HttpSender {
  const sender = createSender({
    policy: testPolicy(receiver.port),
    resolver: fakeResolver({ [NAME]: ["127.0.0.1"] }),
    extraCa: [trusted.cert],
    connectLimitMs,
  });
  cleanups.push(() => sender.close());
  return sender;
}

function sendTo(receiver: Receiver, host = NAME): Promise<Exchange> {
  return post(senderFor(receiver), `https://${host}:${receiver.port}/in`);
}

test("a trusted certificate for the right name delivers, over TLS 1.2 or newer, with the name as SNI", async () => {
  const names: (string | false)[] = [];
  const receiver = await start(answer(OK), {
    ...good,
    SNICallback: (name, done) => {
      names.push(name);
      done(null);
    },
  });
  const exchange = await sendTo(receiver);
  expect(exchange.outcome).toBe("delivered");
  expect(exchange.timings.tlsMs).toBeGreaterThan(0);
  expect(names).toEqual([NAME]);
});

test("an IP literal is verified against the addresses in the certificate, and no SNI is sent for it", async () => {
  const certificate = createCertificate({ names: ["127.0.0.1"], issuer: trusted });
  const receiver = await start(answer(OK), certificate);
  expect((await sendTo(receiver, "127.0.0.1")).outcome).toBe("delivered");
});

test("nothing in the environment turns verification off", async () => {
  const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  try {
    const receiver = await start(answer(OK), createCertificate({ names: [NAME] }));
    expect((await sendTo(receiver)).outcome).toBe("tls_untrusted");
    expect(receiver.seen.requests).toEqual([]);
  } finally {
    if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
  }
});

interface Case {
  readonly does: string;
  readonly tls: TlsOptions | undefined;
  readonly outcome: Exchange["outcome"];
  readonly says: string;
  readonly behaviour?: Behaviour;
  readonly host?: string;
}

const cases: readonly Case[] = [
  {
    does: "27 signs its own certificate",
    tls: createCertificate({ names: [NAME] }),
    outcome: "tls_untrusted",
    says: "The certificate of hooks.customer.com is self-signed. [DEPTH_ZERO_SELF_SIGNED_CERT]",
  },
  {
    does: "28 has a certificate of an unknown authority",
    tls: createCertificate({ names: [NAME], issuer: unknown }),
    outcome: "tls_untrusted",
    says: "unknown authority",
  },
  {
    does: "29 has an expired certificate",
    tls: createCertificate({ names: [NAME], issuer: trusted, ...EXPIRED }),
    outcome: "tls_expired",
    says: "its own ends on Jan  2 00:00:00 2020 GMT). [CERT_HAS_EXPIRED]",
  },
  {
    does: "29 has a certificate from the future",
    tls: createCertificate({ names: [NAME], issuer: trusted, ...NOT_YET_VALID }),
    outcome: "tls_not_yet_valid",
    says: "it begins on Dec 31 00:00:00 2048 GMT). [CERT_NOT_YET_VALID]",
  },
  {
    does: "30 has a certificate for another name",
    tls: createCertificate({ names: ["other.customer.com"], issuer: trusted }),
    outcome: "tls_name_mismatch",
    says: "The certificate is not made out for hooks.customer.com. [ERR_TLS_CERT_ALTNAME_INVALID]",
  },
  {
    does: "30 is an address that its certificate does not name",
    tls: good,
    host: "127.0.0.1",
    outcome: "tls_name_mismatch",
    says: "not made out for 127.0.0.1",
  },
  {
    does: "31 does not know the server name",
    tls: { ...good, SNICallback: (_name, done) => done(new Error("unknown name")) },
    outcome: "tls_handshake",
    says: "The TLS handshake with hooks.customer.com failed. [",
  },
  {
    does: "31 hangs up in the middle of the handshake",
    tls: undefined,
    behaviour: (socket) => socket.once("data", () => socket.resetAndDestroy()),
    outcome: "tls_handshake",
    says: "[ECONNRESET]",
  },
  {
    does: "31 closes instead of shaking hands",
    tls: undefined,
    behaviour: closeOnAccept,
    outcome: "tls_handshake",
    says: "[ECONNRESET]",
  },
  {
    does: "32 speaks TLS 1.1 only",
    tls: { ...good, minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
    outcome: "tls_handshake",
    says: "does not offer TLS 1.2 or newer",
  },
  {
    does: "32 shares no cipher",
    tls: { ...good, maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-CAMELLIA128-SHA256" },
    outcome: "tls_handshake",
    says: "The TLS handshake with hooks.customer.com failed. [ERR_SSL",
  },
  {
    does: "33 demands a client certificate (TLS 1.3)",
    tls: { ...good, requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.3" },
    outcome: "tls_handshake",
    says: "hooks.customer.com asks for a client certificate.",
  },
  {
    does: "33 demands a client certificate (TLS 1.2)",
    tls: { ...good, requestCert: true, rejectUnauthorized: true, maxVersion: "TLSv1.2" },
    outcome: "tls_handshake",
    says: "[",
  },
  {
    does: "34 speaks plain HTTP on the TLS port",
    tls: undefined,
    behaviour: (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    outcome: "tls_handshake",
    says: "hooks.customer.com does not speak TLS on this port.",
  },
];

test.each(cases)("a receiver that $does: $outcome", async (row) => {
  const receiver = await start(row.behaviour ?? answer(OK), row.tls);
  const exchange = await sendTo(receiver, row.host);
  expect(exchange.error).toContain(row.says);
  expect(exchange.outcome).toBe(row.outcome);
  expect(exchange.response).toBeNull();
  expect(receiver.seen.requests).toEqual([]);
});

test("33: a receiver that only offers to take a client certificate gets its delivery", async () => {
  const receiver = await start(answer(OK), { ...good, requestCert: true, rejectUnauthorized: false });
  expect((await sendTo(receiver)).outcome).toBe("delivered");
});

test("35: a handshake that hangs ends with the connect limit", async () => {
  const receiver = await start(hang);
  const exchange = await post(senderFor(receiver, 200), `https://${NAME}:${receiver.port}/in`);
  expect(exchange.outcome).toBe("timeout_connect");
  expect(exchange.error).toBe("No connection to hooks.customer.com came about in time. [CONNECT_LIMIT]");
  expect(exchange.timings.totalMs).toBeGreaterThanOrEqual(200);
});

test("a deadline shorter than the connect limit ends the connection too", async () => {
  const receiver = await start(hang);
  const exchange = await post(senderFor(receiver), `https://${NAME}:${receiver.port}/in`, 200);
  expect(exchange.outcome).toBe("timeout_connect");
  expect(exchange.error).toContain("[DEADLINE]");
});

test("HTTP/2 is never offered", async () => {
  const offered: (string | false | null)[] = [];
  const receiver = await start(
    (socket, seen) => {
      offered.push("alpnProtocol" in socket ? (socket.alpnProtocol as string | false) : null);
      answer(OK)(socket, seen);
    },
    { ...good, ALPNProtocols: ["h2", "http/1.1"] },
  );
  expect((await sendTo(receiver)).outcome).toBe("delivered");
  expect(offered).toEqual(["http/1.1"]);
});
