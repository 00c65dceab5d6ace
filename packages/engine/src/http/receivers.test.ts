import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { systemTimers } from "../runtime/clock.ts";
import type { Exchange } from "./exchange.ts";
import { createSender } from "./sender.ts";
import { post, testPolicy } from "./testing/harness.ts";
import {
  answer,
  answerAndClose,
  answerAndReset,
  type Behaviour,
  closeOnAccept,
  dripping,
  flooding,
  greet,
  hang,
  OK,
  resetAfterRequest,
  resetOnAccept,
  startReceiver,
} from "./testing/receivers.ts";

/** The catalogue of hostile receivers, over real sockets. TLS and connection reuse have files of their own. */
interface Case {
  readonly does: string;
  readonly behaviour: Behaviour;
  readonly outcome: Exchange["outcome"];
  readonly status?: number;
  readonly incomplete?: boolean;
  readonly truncated?: boolean;
  readonly bodyBytes?: number;
  readonly code?: string;
}

const soon = (next: () => void): void => void systemTimers.after(20, next);
const responding = (head: string): string => `HTTP/1.1 ${head}\r\n\r\n`;
const sized = (status: string): string => `HTTP/1.1 ${status}\r\ncontent-length: 2\r\n\r\nok`;
const chunked = responding("200 OK\r\ntransfer-encoding: chunked");
const bomb = gzipSync(Buffer.alloc(5_000_000));

const cases: readonly Case[] = [
  { does: "1 accepts and never answers", behaviour: hang, outcome: "timeout_headers", code: "DEADLINE" },
  { does: "4 resets on accept", behaviour: resetOnAccept, outcome: "connection_reset" },
  { does: "4 resets after the request", behaviour: resetAfterRequest, outcome: "connection_reset" },
  { does: "5 closes before any byte", behaviour: closeOnAccept, outcome: "connection_closed" },
  {
    does: "5 closes in the middle of the headers",
    behaviour: answerAndClose("HTTP/1.1 200 OK\r\nx"),
    outcome: "connection_closed",
  },
  {
    does: "6 drips header bytes",
    behaviour: dripping("HTTP/1.1 200 OK\r\nx: ", "y", soon),
    outcome: "timeout_headers",
  },
  {
    does: "7 drips body bytes",
    behaviour: dripping(responding("200 OK\r\ncontent-length: 9999"), "y", soon),
    outcome: "delivered",
    status: 200,
    incomplete: true,
  },
  {
    does: "7 drips body bytes after a 500",
    behaviour: dripping(responding("500 No\r\ncontent-length: 9999"), "y", soon),
    outcome: "http_5xx",
    status: 500,
    incomplete: true,
  },
  {
    does: "8 hangs in the middle of the body",
    behaviour: answer(`${responding("200 OK\r\ncontent-length: 9")}half`),
    outcome: "delivered",
    incomplete: true,
    bodyBytes: 4,
  },
  {
    does: "9 sends a body without end",
    behaviour: flooding(chunked, `4000\r\n${"y".repeat(0x4000)}\r\n`),
    outcome: "delivered",
    truncated: true,
    incomplete: false,
    bodyBytes: 65_536,
  },
  {
    does: "9 sends a body without end after a 503",
    behaviour: flooding(responding("503 No"), "y".repeat(0x4000)),
    outcome: "http_5xx",
    truncated: true,
    bodyBytes: 65_536,
  },
  {
    does: "10 sends a gzip bomb",
    behaviour: answer(
      Buffer.concat([
        Buffer.from(responding(`200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}`)),
        bomb,
      ]),
    ),
    outcome: "delivered",
    bodyBytes: bomb.length,
  },
  {
    does: "11 sends 70 KB of headers",
    behaviour: answer(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(70_000)}\r\n\r\n`),
    outcome: "protocol_error",
    code: "UND_ERR_HEADERS_OVERFLOW",
  },
  {
    does: "11 sends 5,000 headers",
    behaviour: answer(`HTTP/1.1 200 OK\r\n${"a:\r\n".repeat(5_000)}\r\n`),
    outcome: "protocol_error",
    code: "TOO_MANY_HEADERS",
  },
  {
    does: "12 sends 103 without end",
    behaviour: flooding("", responding("103 Early Hints\r\nlink: </a>")),
    outcome: "protocol_error",
    code: "TOO_MANY_INTERIM",
  },
  {
    does: "12 sends nine 103 at once",
    behaviour: answer(responding("103 Early Hints").repeat(9) + OK),
    outcome: "protocol_error",
    code: "TOO_MANY_INTERIM",
  },
  {
    does: "12 sends eight 103 and then answers",
    behaviour: answer(responding("103 Early Hints").repeat(8) + OK),
    outcome: "delivered",
    status: 200,
  },
  {
    does: "13 sends a 100 nobody asked for",
    behaviour: answer(responding("100 Continue") + OK),
    outcome: "protocol_error",
    code: "UND_ERR_SOCKET_BAD_RESPONSE",
  },
  {
    does: "14 switches protocols",
    behaviour: answer(responding("101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket")),
    outcome: "protocol_error",
  },
  {
    does: "16 resets in the middle of the body",
    behaviour: answerAndReset(`${responding("200 OK\r\ncontent-length: 9")}half`),
    outcome: "delivered",
    status: 200,
    incomplete: true,
  },
  {
    does: "17 sends less than its content-length",
    behaviour: answerAndClose(`${responding("200 OK\r\ncontent-length: 9")}half`),
    outcome: "delivered",
    incomplete: true,
    bodyBytes: 4,
  },
  {
    does: "17 cuts a chunked body",
    behaviour: answerAndClose(`${chunked}9\r\nhalf`),
    outcome: "delivered",
    incomplete: true,
  },
  {
    does: "18 sends more than its content-length",
    behaviour: answer(`${responding("200 OK\r\ncontent-length: 2")}ok and more`),
    outcome: "delivered",
    incomplete: false,
    bodyBytes: 2,
  },
  {
    does: "19 sends a length and chunks",
    behaviour: answer("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
    outcome: "protocol_error",
  },
  {
    does: "19 sends two lengths",
    behaviour: answer("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok"),
    outcome: "protocol_error",
  },
  {
    does: "20 sends a bad chunk size after a 200",
    behaviour: answer(`${chunked}zz\r\nok`),
    outcome: "delivered",
    incomplete: true,
  },
  {
    does: "20 sends a bad chunk size after a 500",
    behaviour: answer(`${responding("500 No\r\ntransfer-encoding: chunked")}zz\r\nok`),
    outcome: "http_5xx",
    incomplete: true,
  },
  {
    does: "21 ends lines with LF alone",
    behaviour: answer("HTTP/1.1 200 OK\ncontent-length: 2\n\nok"),
    outcome: "protocol_error",
  },
  {
    does: "21 puts a CR into a value",
    behaviour: answer("HTTP/1.1 200 OK\r\nx: a\rb\r\n\r\n"),
    outcome: "protocol_error",
  },
  {
    does: "21 puts a NUL into a value",
    behaviour: answer("HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n"),
    outcome: "protocol_error",
  },
  { does: "21 answers in HTTP/0.9", behaviour: answerAndClose("<html>hello</html>"), outcome: "protocol_error" },
  {
    does: "21 greets like an SMTP server",
    behaviour: greet("220 mail.customer.com ESMTP\r\n"),
    outcome: "protocol_error",
  },
  {
    does: "22 answers with status 000",
    behaviour: answer(sized("000 Zero")),
    outcome: "protocol_error",
    code: "BAD_STATUS",
  },
  { does: "23 answers with status 999", behaviour: answer(sized("999 Odd")), outcome: "http_other", status: 999 },
  {
    does: "24 answers in HTTP/1.0 and closes",
    behaviour: answerAndClose("HTTP/1.0 200 OK\r\n\r\nok"),
    outcome: "delivered",
    incomplete: false,
    bodyBytes: 2,
  },
  {
    does: "25 answers 413 before reading the request",
    behaviour: greetOnceReadable(sized("413 Too Large")),
    outcome: "http_4xx",
    status: 413,
  },
  {
    does: "26 answers and half-closes",
    behaviour: answerAndClose(sized("200 OK")),
    outcome: "delivered",
    bodyBytes: 2,
  },
  { does: "40 answers 410", behaviour: answer(sized("410 Gone")), outcome: "http_410", status: 410 },
  { does: "41 answers 429", behaviour: answer(sized("429 Slow Down")), outcome: "http_429", status: 429 },
  { does: "42 answers 503", behaviour: answer(sized("503 Later")), outcome: "http_5xx", status: 503 },
  { does: "43 answers 404", behaviour: answer(sized("404 Not Found")), outcome: "http_4xx", status: 404 },
  {
    does: "44 answers 200 with an error inside",
    behaviour: answer(`${responding("200 OK\r\ncontent-length: 14")}{"error":"no"}`),
    outcome: "delivered",
    bodyBytes: 14,
  },
  {
    does: "45 answers 204",
    behaviour: answer(responding("204 No Content")),
    outcome: "delivered",
    status: 204,
    bodyBytes: 0,
  },
  {
    does: "45 answers 202 late but in time",
    behaviour: (socket, seen) => socket.once("data", () => soon(() => answerNow(socket, seen))),
    outcome: "delivered",
    status: 202,
  },
];

function answerNow(socket: Parameters<Behaviour>[0], _seen: Parameters<Behaviour>[1]): void {
  socket.write(sized("202 Accepted"));
}

function greetOnceReadable(bytes: string): Behaviour {
  return (socket) => socket.once("data", () => socket.write(bytes));
}

const WAITS: ReadonlySet<Exchange["outcome"]> = new Set(["timeout_headers"]);

test.each(cases)("a receiver that $does: $outcome", async (row) => {
  const receiver = await startReceiver(row.behaviour);
  const sender = createSender({ policy: testPolicy(), bodyGraceMs: 100 });
  const exchange = await post(sender, `http://127.0.0.1:${receiver.port}/in`, WAITS.has(row.outcome) ? 300 : 10_000);
  await sender.close();
  await receiver.close();

  expect(exchange.outcome).toBe(row.outcome);
  expect(exchange.response === null).toBe(exchange.error !== null);
  if (row.status !== undefined) expect(exchange.response?.status).toBe(row.status);
  if (row.incomplete !== undefined) expect(exchange.response?.bodyIncomplete).toBe(row.incomplete);
  if (row.truncated !== undefined) expect(exchange.response?.bodyTruncated).toBe(row.truncated);
  if (row.bodyBytes !== undefined) expect(exchange.response?.bodyBytes).toBe(row.bodyBytes);
  if (row.code !== undefined) expect(exchange.error).toContain(`[${row.code}]`);
  expect(exchange.response?.body.length ?? 0).toBeLessThanOrEqual(16_384);
});

test("15: redirects are answers, and nobody goes where they point", async () => {
  const canary = await startReceiver(answer(OK));
  for (const status of ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]) {
    const location = `location: http://127.0.0.1:${canary.port}/secret`;
    const receiver = await startReceiver(answer(responding(`${status}\r\n${location}\r\ncontent-length: 0`)));
    const sender = createSender({ policy: testPolicy() });
    const exchange = await post(sender, `http://127.0.0.1:${receiver.port}/in`);
    expect(exchange.outcome).toBe("http_3xx");
    expect(exchange.response?.headers).toContainEqual(["location", location.slice("location: ".length)]);
    await sender.close();
    await receiver.close();
  }
  expect(canary.seen.connections).toBe(0);
  await canary.close();
});

test("2: a closed port refuses", async () => {
  const receiver = await startReceiver(hang);
  await receiver.close();
  const sender = createSender({ policy: testPolicy() });
  const exchange = await post(sender, `http://127.0.0.1:${receiver.port}/in`);
  expect(exchange.outcome).toBe("connect_refused");
  expect(exchange.error).toBe("127.0.0.1 refused the connection. [ECONNREFUSED]");
  await sender.close();
});

test("41: Retry-After is handed on as it came", async () => {
  const receiver = await startReceiver(answer(responding("429 Slow Down\r\nRetry-After: 1.5\r\ncontent-length: 0")));
  const sender = createSender({ policy: testPolicy() });
  const exchange = await post(sender, `http://127.0.0.1:${receiver.port}/in`);
  expect(exchange.retryAfter).toBe("1.5");
  await sender.close();
  await receiver.close();
});
