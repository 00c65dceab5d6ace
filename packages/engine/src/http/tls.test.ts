import type { TlsOptions } from "node:tls";
import { afterAll, expect, test } from "vitest";
import type { Exchange, HttpSender } from "./exchange.ts";
import { createSender } from "./sender.ts";
import { createAuthority, createCertificate } from "./testing/certificates.ts";
import { fakeResolver, post, testPolicy } from "./testing/harness.ts";
import { answer, type Behaviour, hang, OK, type Receiver, startReceiver } from "./testing/receivers.ts";

const NAME = "hooks.customer.com";
const trusted = createAuthority("Trusted test authority");
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

function senderFor(receiver: Receiver): HttpSender {
  const sender = createSender({
    policy: testPolicy(receiver.port),
    resolver: fakeResolver({ [NAME]: ["127.0.0.1"] }),
    extraCa: [trusted.cert],
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

/** The handshakes that fail are rows of the catalogue: receivers.test.ts. */
test("33: a receiver that only offers to take a client certificate gets its delivery", async () => {
  const receiver = await start(answer(OK), { ...good, requestCert: true, rejectUnauthorized: false });
  expect((await sendTo(receiver)).outcome).toBe("delivered");
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
