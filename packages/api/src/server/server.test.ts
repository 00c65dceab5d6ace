import { LIMITS } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { TOKENS } from "../testing/fake-engine.ts";
import { parseAnswer, rawSocket } from "../testing/raw-socket.ts";
import { testApi } from "../testing/test-api.ts";

const AUTH = `Host: localhost\r\nAuthorization: Bearer ${TOKENS.full}\r\nContent-Type: application/json\r\n`;
const POST = `POST /api/v1/events HTTP/1.1\r\n${AUTH}`;

async function send(text: string) {
  const { engine, listen } = testApi();
  const answer = parseAnswer(await rawSocket(await listen(), text).read());
  expect(answer.headers).toMatchObject({
    "content-type": "application/problem+json",
    connection: "close",
    "x-request-id": answer.problem["request_id"],
  });
  expect(answer.problem["status"]).toBe(answer.status);
  expect(engine.bodies).toEqual([]);
  return answer;
}

describe("framing that two parsers could read in two ways", () => {
  it.each([
    [
      "length and chunks",
      `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
    ],
    ["chunks and length", `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`],
    ["two lengths", `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ["a length with a sign", `${POST}Content-Length: +2\r\n\r\n{}`],
    ["a length in scientific notation", `${POST}Content-Length: 1e12\r\n\r\n`],
    ["an unknown transfer coding", `${POST}Transfer-Encoding: chunked, gzip\r\n\r\n`],
    ["a space before the colon", `${POST}Content-Length : 2\r\n\r\n{}`],
    ["a folded header", `${POST}X-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\n{}`],
    ["a bare line feed", `POST /api/v1/events HTTP/1.1\nHost: localhost\nContent-Length: 2\r\n\r\n{}`],
    ["a bare carriage return", `${POST}X-A: a\rX-B: b\r\nContent-Length: 2\r\n\r\n{}`],
    ["a NUL in a header", `${POST}X-A: a\0b\r\n\r\n`],
    ["a chunk size that is none", `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    ["no HTTP at all", "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"],
    ["HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ])("is refused: %s", async (_name, text) => {
    expect(await send(text)).toMatchObject({ status: 400, problem: { code: "bad_request" } });
  });
});

describe("requests that Node would answer with an empty body", () => {
  it("have no Host", async () => {
    const { listen } = testApi();
    const client = rawSocket(await listen(), "GET /healthz HTTP/1.1\r\n\r\n");
    expect(parseAnswer(await client.read(/\}$/))).toMatchObject({ status: 400, problem: { code: "bad_request" } });
  });

  it("expect something unknown", async () => {
    const { listen } = testApi();
    const client = rawSocket(await listen(), `${POST}Expect: the-unexpected\r\nContent-Length: 2\r\n\r\n`);
    expect(await client.read()).toMatch(/^HTTP\/1\.1 400 .*"code":"bad_request"/s);
  });

  it("have headers larger than 16 KiB", async () => {
    expect(await send(`${POST}X-Long: ${"x".repeat(20_000)}\r\n\r\n`)).toMatchObject({
      status: 400,
      problem: { code: "bad_request", detail: "Cannot read headers of more than 16384 bytes" },
    });
  });

  it("have a cursor of 5 MB", async () => {
    expect(await send(`GET /api/v1/events?cursor=${"x".repeat(5_000_000)} HTTP/1.1\r\n${AUTH}\r\n`)).toMatchObject({
      status: 400,
    });
  });
});

describe("bodies over the limit", () => {
  it("are refused for what they declare, before a byte arrives", async () => {
    expect(await send(`${POST}Content-Length: 1000000000000\r\n\r\n`)).toMatchObject({
      status: 413,
      problem: { code: "payload_too_large" },
    });
  });

  it("are refused as soon as chunks pass it, and read no further", async () => {
    const { engine, listen } = testApi();
    const client = rawSocket(await listen(), `${POST}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const chunks = Math.ceil((LIMITS.payload_bytes + 4_096) / 0x10000);
    for (let sent = 0; sent < chunks; sent += 1) client.write(chunk);
    const answer = parseAnswer(await client.read());
    expect(answer).toMatchObject({ status: 413, headers: { connection: "close" } });
    expect(engine.bodies).toEqual([]);
  });

  it("are not read for strangers", async () => {
    const { listen } = testApi();
    const text = `POST /api/v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000000000000\r\n\r\n`;
    const client = rawSocket(await listen(), text);
    expect(parseAnswer(await client.read()).problem).toMatchObject({ code: "unauthorized" });
  });
});

describe("garbage behind whole requests", () => {
  const PUBLISH = `${POST}Content-Length: 2\r\n\r\n{}`;
  const HEALTH = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

  it.each([
    ["a publish", PUBLISH, [202]],
    ["a GET", HEALTH, [200]],
    ["several requests", PUBLISH + HEALTH + PUBLISH, [202, 200, 202]],
    ["a publish, as a request with a broken body", `${PUBLISH}${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, [202]],
  ])("leaves them their answers, then closes: %s", async (_name, requests, statuses) => {
    const { listen } = testApi();
    const text = await rawSocket(await listen(), `${requests}garbage\r\n\r\n`).read();
    expect([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))).toEqual(statuses);
  });

  it("and more garbage while the answer is awaited changes nothing", async () => {
    const { engine, listen } = testApi();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const publish = engine.events.publish;
    engine.events.publish = async (...args) => {
      await held;
      return publish(...args);
    };
    const client = rawSocket(await listen(), `${PUBLISH}garbage\r\n\r\n`);
    await expect.poll(() => engine.tokensAsked).toHaveLength(1);
    client.write("more garbage\r\n\r\n");
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    expect(await client.read()).toMatch(/^HTTP\/1\.1 202 (?!.*HTTP\/1\.1)/s);
  });
});

describe("headers that stand twice", () => {
  it.each([
    ["Authorization", `Authorization: Bearer ${TOKENS.other}\r\n`],
    ["Host", "hOST: elsewhere\r\n"],
    ["Idempotency-Key", "Idempotency-Key: a\r\nIdempotency-Key: a\r\n"],
    ["callcall-account", "callcall-account: acct_default\r\nCallcall-Account: acct_default\r\n"],
  ])("are refused: %s", async (_name, lines) => {
    const { engine, listen } = testApi();
    const client = rawSocket(await listen(), `${POST}${lines}Content-Length: 2\r\n\r\n{}`);
    expect(parseAnswer(await client.read(/\}$/))).toMatchObject({ status: 400, problem: { code: "bad_request" } });
    expect(engine.bodies).toEqual([]);
  });
});

describe("slow clients", () => {
  const timeouts = { headersMs: 200, requestMs: 400, checkMs: 50 };

  it.each([
    ["headers", "POST /api/v1/events HTTP/1.1\r\nHost: a\r\nX-"],
    ["a body", `${POST}Content-Length: 1000\r\n\r\n{`],
    ["nothing at all", ""],
  ])("that drip %s get 408, and nobody waits for them", async (_name, start) => {
    const { listen, request } = testApi({ timeouts });
    const client = rawSocket(await listen(), start);
    const drip = setInterval(() => client.socket.writable && start !== "" && client.write("x"), 50);
    try {
      expect((await request("POST", "events", { body: {} })).statusCode).toBe(202);
      expect(parseAnswer(await client.read())).toMatchObject({ status: 408, problem: { code: "request_timeout" } });
    } finally {
      clearInterval(drip);
    }
  });

  it("that break off in the middle of a body leave nothing behind", async () => {
    const { api, engine, listen } = testApi();
    const client = rawSocket(await listen(), `${POST}Content-Length: 1000\r\n\r\n{`);
    await expect.poll(() => engine.tokensAsked).toHaveLength(1);
    client.socket.destroy();
    await api.close();
    expect(engine.bodies).toEqual([]);
  });
});

it("serves requests one after the other on one connection", async () => {
  const { listen } = testApi();
  const one = `${POST}Content-Length: 2\r\n\r\n{}`;
  const client = rawSocket(await listen(), one + one);
  const text = await client.read(/evt_new2/);
  expect(text.match(/HTTP\/1\.1 202 Accepted/g)).toHaveLength(2);
});

it("refuses with a problem document what still arrives while it closes", async () => {
  const { api, engine, listen } = testApi();
  const port = await listen();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const publish = engine.events.publish;
  engine.events.publish = async (...args) => {
    await held;
    return publish(...args);
  };
  const client = rawSocket(port, `${POST}Content-Length: 2\r\n\r\n{}`);
  await expect.poll(() => engine.tokensAsked).toHaveLength(1);
  const closed = api.close();
  await new Promise(setImmediate);
  client.write(`GET /api/v1/webhooks HTTP/1.1\r\n${AUTH}\r\n`);
  release();
  const text = await client.read();
  await closed;
  const second = text.indexOf("HTTP/1.1 503");
  expect(text).toMatch(/^HTTP\/1\.1 202 /);
  expect(parseAnswer(text.slice(second))).toMatchObject({
    headers: { connection: "close", "retry-after": "1" },
    problem: { code: "unavailable" },
  });
});
