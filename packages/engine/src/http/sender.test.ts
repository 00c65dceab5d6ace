import { afterEach, describe, expect, test } from "vitest";
import type { HttpSender } from "./exchange.ts";
import type { Resolver } from "./guard/resolve.ts";
import { createSender, type SenderOptions } from "./sender.ts";
import { openBlackHole } from "./testing/black-hole.ts";
import { fakeResolver, post, testPolicy } from "./testing/harness.ts";
import { answer, type Behaviour, flooding, hang, OK, type Receiver, startReceiver } from "./testing/receivers.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(behaviour: Behaviour): Promise<Receiver & { url: string }> {
  const receiver = await startReceiver(behaviour);
  cleanups.push(receiver.close);
  return { ...receiver, url: `http://127.0.0.1:${receiver.port}/in?a=%0d%0a` };
}

function newSender(options: Partial<SenderOptions> = {}): HttpSender {
  const sender = createSender({ policy: testPolicy(), ...options });
  cleanups.push(() => sender.close());
  return sender;
}

describe("on the wire", () => {
  test("exactly these headers in this order, exactly these bytes, with their length", async () => {
    const receiver = await start(answer(OK));
    const body = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    const exchange = await newSender().send({
      url: receiver.url,
      headers: [
        ["content-type", "application/json"],
        ["X-Custom", "b"],
        ["accept-encoding", "identity"],
      ],
      body,
      deadlineMs: 5_000,
    });
    expect(exchange).toMatchObject({
      outcome: "delivered",
      error: null,
      retryAfter: null,
      response: { status: 200, headers: [["content-length", "2"]], bodyBytes: 2, bodyTruncated: false },
    });
    expect(Buffer.from(exchange.response?.body ?? []).toString()).toBe("ok");
    expect(receiver.seen.requests).toEqual([
      `POST /in?a=%0d%0a HTTP/1.1\r\nhost: 127.0.0.1:${receiver.port}\r\nconnection: keep-alive\r\n` +
        "content-type: application/json\r\nX-Custom: b\r\naccept-encoding: identity\r\n" +
        `content-length: 4\r\n\r\n${body.toString("latin1")}`,
    ]);
  });

  test("an empty body says so", async () => {
    const receiver = await start(answer(OK));
    await newSender().send({ url: receiver.url, headers: [], body: new Uint8Array(0), deadlineMs: 5_000 });
    expect(receiver.seen.requests[0]).toContain("content-length: 0\r\n\r\n");
  });

  test.each([
    "Host",
    "connection",
    "Transfer-Encoding",
    "content-length",
    "upgrade",
    "expect",
    "te",
    "proxy-authorization",
  ])("the header %s is refused", async (name) => {
    const receiver = await start(answer(OK));
    const headers = [[name, "1"]] as const;
    const exchange = await newSender().send({ url: receiver.url, headers, body: Buffer.from("{}"), deadlineMs: 5_000 });
    expect(exchange.outcome).toBe("local_fault");
    expect(exchange.error).toContain("[BAD_REQUEST]");
    expect(receiver.seen.connections).toBe(0);
  });

  test.each([
    ["x-a", "b\r\nx-evil: 1"],
    ["x-a", "b\0"],
    ["x-a", "☃"],
    ["x a", "b"],
    ["x-a\r\nx-evil", "b"],
    ["", "b"],
  ])("the header %j: %j never reaches the wire", async (name, value) => {
    const receiver = await start(answer(OK));
    const headers = [[name, value]] as const;
    const exchange = await newSender().send({ url: receiver.url, headers, body: Buffer.from("{}"), deadlineMs: 5_000 });
    expect(exchange.outcome).toBe("local_fault");
    expect(receiver.seen.requests).toEqual([]);
  });
});

describe("names", () => {
  const url = "https://hooks.customer.com/in";

  test("a resolver that breaks its promise breaks nothing else", async () => {
    const resolver: Resolver = {
      lookup() {
        throw new TypeError("bug");
      },
    };
    expect((await post(newSender({ resolver }), url)).outcome).toBe("dns_unavailable");
  });

  test("the next address is tried when one refuses", async () => {
    const receiver = await start(answer(OK));
    const resolver = fakeResolver({ "hooks.customer.com": ["127.0.0.2", "127.0.0.1", "::1"] });
    const sender = newSender({ resolver, policy: testPolicy(receiver.port) });
    const exchange = await post(sender, `http://hooks.customer.com:${receiver.port}/in`);
    expect(exchange.outcome).toBe("delivered");
    expect(exchange.remoteAddress).toBe("127.0.0.1");
  });

  test("when all refuse, so does the receiver", async () => {
    const receiver = await start(hang);
    await receiver.close();
    cleanups.length = 0;
    const resolver = fakeResolver({ "hooks.customer.com": ["127.0.0.1", "127.0.0.2"] });
    const sender = newSender({ resolver, policy: testPolicy(receiver.port) });
    const exchange = await post(sender, `http://hooks.customer.com:${receiver.port}/in`);
    expect(exchange.outcome).toBe("connect_refused");
  });
});

test("3: while an address drops every SYN, the next one is tried beside it", async () => {
  const hole = await openBlackHole();
  cleanups.push(async () => hole.close());
  const second = await startReceiver(answer(OK), { host: "127.0.0.2", port: hole.port });
  cleanups.push(second.close);
  const resolver = fakeResolver({ "hooks.customer.com": ["127.0.0.1", "127.0.0.2"] });
  const sender = newSender({ resolver, policy: testPolicy(hole.port) });
  const exchange = await post(sender, `http://hooks.customer.com:${hole.port}/in`);
  expect(exchange.outcome).toBe("delivered");
  expect(exchange.remoteAddress).toBe("127.0.0.2");
});

describe("limits", () => {
  test("of a large body the first 16 KiB are kept, and the socket lives on", async () => {
    const body = "x".repeat(40_000);
    const receiver = await start(answer(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`));
    const sender = newSender();
    const { response } = await post(sender, receiver.url);
    expect(response).toMatchObject({ bodyBytes: 40_000, bodyTruncated: true, bodyIncomplete: false });
    expect(response?.body).toHaveLength(16_384);
    expect((await post(sender, receiver.url)).reusedSocket).toBe(true);
  });

  test("a body of exactly 64 KiB is read whole", async () => {
    const body = "x".repeat(65_536);
    const receiver = await start(answer(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`));
    const sender = newSender();
    await post(sender, receiver.url);
    expect((await post(sender, receiver.url)).reusedSocket).toBe(true);
  });

  test("the deadline bounds the whole attempt, waiting for the body included", async () => {
    const receiver = await start(answer("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"));
    const exchange = await post(newSender({ bodyGraceMs: 60_000 }), receiver.url, 200);
    expect(exchange).toMatchObject({ outcome: "delivered", response: { bodyIncomplete: true } });
    expect(exchange.timings.totalMs).toBeGreaterThanOrEqual(200);
    expect(exchange.timings.totalMs).toBeLessThan(2_000);
  });

  test("an answer that came in time counts, even if we were too busy to read it", async () => {
    const receiver = await start((socket) => {
      socket.once("data", () => {
        socket.write(OK);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
      });
    });
    const exchange = await post(newSender(), receiver.url, 200);
    expect(exchange.outcome).toBe("delivered");
    expect(exchange.timings.totalMs).toBeGreaterThan(400);
  });

  test("every socket of a failed or cut exchange is destroyed", async () => {
    const receiver = await start(flooding("HTTP/1.1 200 OK\r\n\r\n", "y".repeat(0x4000)));
    const sender = newSender();
    const closed = new Promise<void>((resolve) => {
      receiver.seen.onClose = resolve;
    });
    await post(sender, receiver.url);
    await closed;
  });

  test("memory stays flat under floods", async () => {
    const receiver = await start(flooding("HTTP/1.1 200 OK\r\n", `x: ${"y".repeat(0x4000)}\r\n`));
    const sender = newSender();
    await Promise.all(Array.from({ length: 20 }, () => post(sender, receiver.url)));
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 10; round++) {
      const all = await Promise.all(Array.from({ length: 20 }, () => post(sender, receiver.url)));
      expect(all.every((exchange) => exchange.outcome === "protocol_error")).toBe(true);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });
});

describe("closing", () => {
  test("waits for what is open, then nothing more is sent", async () => {
    let release: () => void = () => {};
    const receiver = await start((socket, seen) => {
      socket.once("data", () => {
        seen.requests.push("");
        release = () => socket.write(OK);
        seen.onRequest();
      });
    });
    const asked = new Promise<void>((resolve) => {
      receiver.seen.onRequest = resolve;
    });
    const sender = newSender();
    const open = post(sender, receiver.url);
    await asked;
    const closing = sender.close();
    expect(await post(sender, receiver.url)).toMatchObject({ outcome: "local_fault", response: null });
    release();
    expect((await open).outcome).toBe("delivered");
    await closing;
    await sender.close();
  });

  test("cuts off what does not end in time, as a fault of our own", async () => {
    const receiver = await start(hang);
    const sender = newSender();
    const open = post(sender, receiver.url);
    await sender.close(50);
    expect(await open).toMatchObject({
      outcome: "local_fault",
      error: "This node was shutting down. [SENDER_CLOSED]",
    });
  });

  test("ends idle sockets at once", async () => {
    const receiver = await start(answer(OK));
    const sender = newSender();
    await post(sender, receiver.url);
    const closed = new Promise<void>((resolve) => {
      receiver.seen.onClose = resolve;
    });
    await sender.close();
    await closed;
  });
});
