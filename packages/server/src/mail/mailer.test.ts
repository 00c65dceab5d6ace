import { type AddressInfo, createServer } from "node:net";
import { text } from "node:stream/consumers";
import type { Mail } from "@callcall/engine";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAuthority, createCertificate } from "../../../engine/src/http/testing/certificates.ts";
import { createMailer, type MailerOptions } from "./mailer.ts";
import type { SmtpServer } from "./settings.ts";

const authority = createAuthority("mail authority");
const certificate = createCertificate({ names: ["localhost"], issuer: authority });
const FROM = { name: "CallCall", address: "alerts@example.com" };
const MAIL: Mail = {
  messageId: "alm_1.0",
  to: ["ops@example.com"],
  subject: "[CallCall] Alert",
  text: "Attempts fail",
  html: "<p>Attempts fail</p>",
};

interface Received {
  readonly to: readonly string[];
  readonly message: string;
  readonly encrypted: boolean;
  readonly user: string | undefined;
}

/** A real mail server that keeps what it gets. */
async function mailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  let connections = 0;
  const server = new SMTPServer({
    ...certificate,
    authOptional: true,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onData(stream, session, done) {
      void text(stream).then((message) => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, message, encrypted: session.secure, user: session.user });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, received, connections: () => connections };
}

function mailer(port: number, server: Partial<SmtpServer> = {}, options: Partial<MailerOptions> = {}) {
  const made = createMailer({
    server: { host: "localhost", port, encryption: "starttls", auth: null, ...server },
    from: FROM,
    extraCa: [authority.cert],
    ...options,
  });
  onTestFinished(() => made.close());
  return made;
}

describe("mail", () => {
  it("arrives as text and HTML, over STARTTLS, from whom it says", async () => {
    const { port, received, connections } = await mailServer();
    const sender = mailer(port);
    expect(connections()).toBe(0);
    expect(await sender.send({ ...MAIL, to: ["a@example.com", "b@example.com"] })).toEqual({
      kind: "sent",
      refused: null,
    });
    expect(received).toMatchObject([{ to: ["a@example.com", "b@example.com"], encrypted: true }]);
    const [{ message } = { message: "" }] = received;
    expect(message).toMatch(/^From: CallCall <alerts@example.com>\r$/m);
    expect(message).toMatch(/^To: a@example.com, b@example.com\r$/m);
    expect(message).toMatch(/^Subject: \[CallCall\] Alert\r$/m);
    expect(message).toMatch(/^Message-ID: <alm_1\.0@example\.com>\r$/m);
    expect(message).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(message).toMatch(
      /Content-Type: text\/plain[\s\S]*Attempts fail[\s\S]*Content-Type: text\/html[\s\S]*<p>Attempts fail/,
    );
  });

  it("shares a connection, and goes over TLS from the start where asked", async () => {
    const { port, received, connections } = await mailServer({ secure: true });
    const sender = mailer(port, { encryption: "tls" });
    for (let n = 0; n < 3; n++) expect(await sender.send(MAIL)).toMatchObject({ kind: "sent" });
    expect(received.every(({ encrypted }) => encrypted)).toBe(true);
    expect(connections()).toBe(1);
  });

  it("is not sent in plain text but where told so", async () => {
    const plain = { hideSTARTTLS: true, disabledCommands: ["STARTTLS"] } as const;
    const { port, received } = await mailServer({ ...plain, disabledCommands: [...plain.disabledCommands] });
    expect(await mailer(port).send(MAIL)).toMatchObject({ kind: "failed", permanent: false });
    expect(received).toEqual([]);
    expect(await mailer(port, { encryption: "none" }).send(MAIL)).toMatchObject({ kind: "sent" });
    expect(received).toMatchObject([{ encrypted: false }]);
  });

  it("is not sent to a server whose certificate nobody vouches for", async () => {
    const { port, received } = await mailServer();
    const sender = mailer(port, {}, { extraCa: [createAuthority("another").cert] });
    expect(await sender.send(MAIL)).toMatchObject({
      kind: "failed",
      permanent: false,
      error: expect.stringMatching(/certificate/i),
    });
    expect(received).toEqual([]);
  });

  it("signs in, and a refused password is tried again and shown nowhere", async () => {
    const { port, received } = await mailServer({
      authOptional: false,
      onAuth({ username, password }, _session, done) {
        if (password === "right-password") done(null, { user: username });
        else done(new Error("Invalid login"));
      },
    });
    const auth = { user: "me", pass: "right-password" };
    expect(await mailer(port, { auth }).send(MAIL)).toMatchObject({ kind: "sent" });
    expect(received).toMatchObject([{ user: "me" }]);
    const refused = await mailer(port, { auth: { ...auth, pass: "wrong-password" } }).send(MAIL);
    expect(refused).toMatchObject({ kind: "failed", permanent: false, error: expect.stringMatching(/sign-in: 535/) });
    expect(JSON.stringify(refused)).not.toContain("wrong-password");
  });

  it.each([
    [550, true],
    [451, false],
  ])("refused with %i is permanent: %s", async (responseCode, permanent) => {
    const { port } = await mailServer({
      onRcptTo(_address, _session, done) {
        done(Object.assign(new Error("No such mailbox here"), { responseCode }));
      },
    });
    expect(await mailer(port).send(MAIL)).toEqual({
      kind: "failed",
      permanent,
      error: expect.stringContaining(`${responseCode} No such mailbox here`),
    });
  });

  it.each([
    [554, true],
    [452, false],
  ])("whose content is refused with %i is permanent: %s", async (responseCode, permanent) => {
    const { port } = await mailServer({
      onData(stream, _session, done) {
        stream.resume();
        stream.on("end", () => done(Object.assign(new Error("Not that"), { responseCode })));
      },
    });
    expect(await mailer(port).send(MAIL)).toMatchObject({ kind: "failed", permanent });
  });

  it("that some recipients do not get is sent, and says to whom not", async () => {
    const { port, received } = await mailServer({
      onRcptTo({ address }, _session, done) {
        if (address.startsWith("gone")) done(Object.assign(new Error("Gone"), { responseCode: 550 }));
        else done();
      },
    });
    expect(await mailer(port).send({ ...MAIL, to: ["ops@example.com", "gone@example.com"] })).toEqual({
      kind: "sent",
      refused: "Refused for gone@example.com",
    });
    expect(received).toMatchObject([{ to: ["ops@example.com"] }]);
  });

  it.each(["silent", "dripping"])("to a %s server ends in time", async (kind) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      if (kind === "dripping") {
        const drip = setInterval(() => socket.write("220-still here\r\n"), 20);
        socket.on("close", () => clearInterval(drip));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const sender = mailer((server.address() as AddressInfo).port, {}, { limitMs: 300 });
    expect(await sender.send(MAIL)).toMatchObject({ kind: "failed", permanent: false });
    sender.close();
  });

  it("to nobody who listens fails, to be tried again", async () => {
    expect(await mailer(1).send(MAIL)).toMatchObject({
      kind: "failed",
      permanent: false,
      error: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("has the headers and recipients that it was given, whatever stands in them", async () => {
    const { port, received } = await mailServer();
    const hostile = "x\r\nBcc: victim@example.com\r\n\r\nSpam";
    await mailer(port).send({ ...MAIL, subject: hostile, text: hostile, messageId: `a${hostile}` });
    expect(received).toMatchObject([{ to: ["ops@example.com"] }]);
    const [head = ""] = (received[0]?.message ?? "").split("\r\n\r\n", 1);
    expect(head).not.toMatch(/^bcc:/im);
    expect(head).toMatch(/^Subject:/m);
  });

  it("that is cut off by a close fails", async () => {
    let reached: (() => void) | undefined;
    const atData = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const { port } = await mailServer({
      onData(stream) {
        stream.resume();
        reached?.();
      },
    });
    const sender = mailer(port);
    const sending = sender.send(MAIL);
    await atData;
    sender.close();
    expect(await sending).toMatchObject({ kind: "failed", permanent: false });
  });
});
