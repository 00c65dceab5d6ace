import { once } from "node:events";
import type { Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { systemTimers } from "../runtime/clock.ts";
import type { HttpSender } from "./exchange.ts";
import { createSender } from "./sender.ts";
import { post, testPolicy } from "./testing/harness.ts";
import {
  answer,
  type Behaviour,
  greet,
  OK,
  onRequest,
  type Receiver,
  resetAfterRequest,
  servesOnce,
  startReceiver,
} from "./testing/receivers.ts";

let receiver: Receiver;
let sender: HttpSender;

async function start(behaviour: Behaviour, mostIdleSockets = 100): Promise<string> {
  receiver = await startReceiver(behaviour);
  sender = createSender({ policy: testPolicy(), mostIdleSockets, bodyGraceMs: 100 });
  return `http://127.0.0.1:${receiver.port}/in`;
}

afterEach(async () => {
  await sender.close();
  await receiver.close();
});

test("a vetted socket is used again, and its times belong to the exchange that opened it", async () => {
  const url = await start(answer(OK));
  const first = await post(sender, url);
  const second = await post(sender, url);
  expect([first.reusedSocket, second.reusedSocket]).toEqual([false, true]);
  expect(first.timings.connectMs).toBeGreaterThan(0);
  expect(second.timings).toMatchObject({ dnsMs: null, connectMs: null, tlsMs: null });
  expect(second.remoteAddress).toBe("127.0.0.1");
  expect(receiver.seen.connections).toBe(1);
});

const drops: readonly [string, (socket: Socket) => void][] = [
  ["resets", (socket) => socket.resetAndDestroy()],
  ["closes", (socket) => socket.destroy()],
  ["half-closes", (socket) => socket.end()],
];

test.each(drops)(
  "39: a kept-alive socket that the receiver %s as we write is replaced, once, in the same attempt",
  async (_, drop) => {
    const url = await start(servesOnce(drop));
    await post(sender, url);
    const exchange = await post(sender, url);
    expect(exchange.outcome).toBe("delivered");
    expect(exchange.reusedSocket).toBe(false);
    expect(receiver.seen.requests).toHaveLength(3);
    expect(receiver.seen.connections).toBe(2);
  },
);

test("39: the second socket is the last; its failure is the attempt's", async () => {
  const url = await start((socket, seen) => {
    if (seen.connections === 1) servesOnce((first) => first.resetAndDestroy())(socket, seen);
    else resetAfterRequest(socket, seen);
  });
  await post(sender, url);
  const exchange = await post(sender, url);
  expect(exchange.outcome).toBe("connection_reset");
  expect(receiver.seen.connections).toBe(2);
});

test("39: a fresh socket that is reset is not sent again", async () => {
  const url = await start(resetAfterRequest);
  expect((await post(sender, url)).outcome).toBe("connection_reset");
  expect(receiver.seen.requests).toHaveLength(1);
});

test("39: once the answer has begun, nothing is sent again", async () => {
  const url = await start(servesOnce((socket) => socket.write("HTTP/1.1 2", () => socket.resetAndDestroy())));
  await post(sender, url);
  expect((await post(sender, url)).outcome).toMatch(/^connection_(?:reset|closed)$/);
  expect(receiver.seen.requests).toHaveLength(2);
});

test("a socket that the receiver closed while idle costs nothing", async () => {
  const closed: Promise<unknown>[] = [];
  const url = await start((socket, seen) => {
    closed.push(once(socket, "close"));
    onRequest(socket, seen, () => socket.end(OK));
  });
  await post(sender, url);
  await closed[0];
  const exchange = await post(sender, url);
  expect(exchange.outcome).toBe("delivered");
  expect(receiver.seen.requests).toHaveLength(2);
});

const surplus: readonly [string, Behaviour][] = [
  ["in the same packet", answer(`${OK}HTTP/1.1 500 Poison\r\ncontent-length: 0\r\n\r\n`)],
  [
    "a moment later",
    (socket, seen) =>
      onRequest(socket, seen, () => {
        socket.write(OK);
        systemTimers.soon(() => socket.write("HTTP/1.1 500 Poison\r\ncontent-length: 0\r\n\r\n"));
      }),
  ],
];

test.each(surplus)(
  "18: an answer nobody asked for, %s, never becomes the answer to the next request",
  async (_, behaviour) => {
    const url = await start(behaviour);
    const gone = new Promise<void>((resolve) => {
      receiver.seen.onClose = resolve;
    });
    expect((await post(sender, url)).outcome).toBe("delivered");
    await gone;
    expect((await post(sender, url)).outcome).toBe("delivered");
    expect(receiver.seen.connections).toBe(2);
  },
);

test.each([
  ["says close", "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"],
  ["speaks HTTP/1.0", "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok"],
  ["never ended its body", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok"],
])("a receiver that %s gets a fresh socket each time", async (_, bytes) => {
  const url = await start(answer(bytes));
  await post(sender, url);
  await post(sender, url);
  expect(receiver.seen.connections).toBe(2);
});

test("25: a socket on which a body is still leaving is not used again", async () => {
  const url = await start(greet("HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n"));
  const body = Buffer.alloc(16 * 1024 * 1024);
  const exchange = await sender.send({ url, headers: [], body, deadlineMs: 10_000 });
  expect(exchange.outcome).toBe("http_4xx");
  expect((await post(sender, url)).reusedSocket).toBe(false);
});

test("idle sockets are capped over all receivers; the one idle longest goes, and nothing fails", async () => {
  const url = await start(answer(OK), 2);
  const others = await Promise.all([startReceiver(answer(OK)), startReceiver(answer(OK))]);
  const urls = [url, ...others.map((other) => `http://127.0.0.1:${other.port}/in`)];
  for (const each of urls) await post(sender, each);
  expect((await post(sender, urls[2] ?? "")).reusedSocket).toBe(true);
  expect((await post(sender, url)).reusedSocket).toBe(false);
  for (const other of others) await other.close();
});

test("sends at the same time each have a socket of their own, and all of them are kept", async () => {
  const url = await start(answer(OK));
  const together = () => Promise.all(Array.from({ length: 20 }, () => post(sender, url)));
  await together();
  const again = await together();
  expect(again.every((exchange) => exchange.reusedSocket && exchange.outcome === "delivered")).toBe(true);
  expect(receiver.seen.connections).toBe(20);
});
