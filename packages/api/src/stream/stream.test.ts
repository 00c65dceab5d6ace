import type { StreamEntry } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { type FakeEngine, principal, TOKENS } from "../testing/fake-engine.ts";
import { type RawSocket, rawSocket } from "../testing/raw-socket.ts";
import { AT } from "../testing/sample.ts";
import { type TestApi, testApi } from "../testing/test-api.ts";
import { Feed } from "./feed.ts";

const ACCEPTED: StreamEntry = {
  kind: "event.accepted",
  at: AT,
  event_id: "evt_1",
  event_type: "customer.qualified",
  deliveries: 1,
};

/** The end of a response, by its last chunk: the connection itself may serve another request. */
const END = /\r\n0\r\n\r\n$/;

interface Clock {
  readonly every: (ms: number, callback: () => void) => () => void;
  beat(): void;
  readonly timers: Set<() => void>;
}

function handClock(): Clock {
  const timers = new Set<() => void>();
  return {
    timers,
    every: (_ms, callback) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
    beat: () => {
      for (const callback of timers) callback();
    },
  };
}

function open(port: number, query = "", headers = ""): RawSocket {
  const lines = `Host: localhost\r\nAuthorization: Bearer ${TOKENS.full}\r\n${headers}`;
  return rawSocket(port, `GET /api/v1/stream${query} HTTP/1.1\r\n${lines}\r\n`);
}

function tell(engine: FakeEngine, entry: StreamEntry, id = "1"): void {
  for (const deliver of engine.followers.keys()) deliver({ id, entry });
}

async function opened(query = "", headers = ""): Promise<{ test: TestApi; clock: Clock; client: RawSocket }> {
  const clock = handClock();
  const test = testApi({ stream: { every: clock.every } });
  const client = open(await test.listen(), query, headers);
  await client.read(/retry: 1000\n\n/);
  return { test, clock, client };
}

describe("a stream", () => {
  it("sends each entry as one message", async () => {
    const { test, client } = await opened();
    tell(test.engine, ACCEPTED, "7-1");
    const text = await client.read(/evt_1/);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).toContain("content-type: text/event-stream\r\n");
    expect(text).toContain("cache-control: no-store\r\n");
    expect(text).toContain(`id: 7-1\nevent: event.accepted\ndata: ${JSON.stringify(ACCEPTED)}\n\n`);
  });

  it("keeps line ends inside the JSON", async () => {
    const { test, client } = await opened();
    tell(test.engine, { ...ACCEPTED, path: "x\n\nevent: forged\ndata: {}\r\n\r\nid: 9" });
    tell(test.engine, { ...ACCEPTED, event_id: "evt_last" });
    const text = await client.read(/evt_last/);
    expect(text).not.toMatch(/^event: forged/m);
    expect(text.match(/^(data|id|event): /gm)).toHaveLength(6);
  });

  it("goes on from Last-Event-ID", async () => {
    const { test } = await opened("", "Last-Event-ID: 5-17\r\n");
    expect([...test.engine.followers.values()]).toEqual([{ accountId: "acct_default", lastEventId: "5-17" }]);
  });

  it("sends a heartbeat", async () => {
    const { clock, client } = await opened();
    clock.beat();
    expect(await client.read(/heartbeat/)).toContain(": heartbeat\n\n");
  });

  it("ends when the key is revoked", async () => {
    const { test, clock, client } = await opened();
    test.engine.principals.delete(TOKENS.full);
    clock.beat();
    await client.read(END);
    expect(test.engine.followers.size).toBe(0);
    expect(clock.timers.size).toBe(0);
  });

  it("ends when the key loses its scope, or cannot be checked", async () => {
    for (const change of [
      (engine: FakeEngine) => engine.principals.set(TOKENS.full, principal("acct_default", [])),
      (engine: FakeEngine) => {
        engine.keys.authenticate = () => Promise.reject(new Error("no storage"));
      },
    ]) {
      const { test, clock, client } = await opened();
      change(test.engine);
      clock.beat();
      await client.read(END);
    }
  });

  it("ends when the server closes, and lets go of everything when the client does", async () => {
    const { test, client } = await opened();
    const closed = test.api.close();
    await client.read();
    await closed;

    const again = await opened();
    again.client.socket.destroy();
    await expect.poll(() => again.test.engine.followers.size).toBe(0);
    expect(again.clock.timers.size).toBe(0);
  });
});

describe("filters", () => {
  it.each([
    ["?kinds=api.call", ["call"]],
    ["?kinds=api.call,event.accepted", ["event", "other", "call"]],
    ["?type=customer.qualified", ["event"]],
    ["?type=customer.*", ["event", "other"]],
    ["?webhook_id=wh_mine", ["other"]],
    ["?event_id=evt_e", ["event"]],
    ["?delivery_id=dlv_d", ["other"]],
    ["", ["event", "other", "call"]],
  ])("%s", async (query, wanted) => {
    const { test, client } = await opened(query);
    tell(test.engine, { ...ACCEPTED, event_id: "evt_e" }, "event");
    tell(
      test.engine,
      { ...ACCEPTED, event_type: "customer.lost", webhook_id: "wh_mine", delivery_id: "dlv_d" },
      "other",
    );
    tell(test.engine, { kind: "api.call", at: AT }, "call");
    // A gap reaches every reader.
    tell(test.engine, { kind: "stream.gap", at: AT, missed: null }, "gap");
    const text = await client.read(/^id: gap$/m);
    expect([...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id)).toEqual([...wanted, "gap"]);
  });

  it.each([
    ["stream?kinds=nonsense", "invalid_parameter", 400],
    ["stream?kinds=", "invalid_parameter", 400],
    ["stream?token=cck_full", "invalid_parameter", 400],
    ["stream?webhook_id=wh_theirs", "not_found", 404],
    ["stream?webhook_id=wh_unknown", "not_found", 404],
    ["stream?webhook_id=%20", "not_found", 404],
  ])("refuse %s", async (path, code, status) => {
    expect((await testApi().request("GET", path)).json()).toMatchObject({ code, status });
  });

  it("refuse a Last-Event-ID that cannot be one", async () => {
    const headers = { "last-event-id": "x".repeat(257) };
    expect((await testApi().request("GET", "stream", { headers })).json()).toMatchObject({ code: "bad_request" });
  });
});

describe("limits", () => {
  it("refuse more streams of one account than allowed, and count what ended", async () => {
    const test = testApi({ stream: { connectionsPerAccount: 2 } });
    const port = await test.listen();
    const clients = [open(port), open(port)];
    for (const client of clients) await client.read(/retry/);
    const refused = await test.request("GET", "stream");
    expect(refused.json()).toMatchObject({ code: "rate_limited", status: 429 });
    expect(refused.headers["retry-after"]).toBe("5");
    clients[0]?.socket.destroy();
    await expect.poll(() => test.engine.followers.size).toBe(1);
    await open(port).read(/retry/);
  });

  it("end a stream whose backlog is larger than the buffer, after what fits, so that the reader can go on", async () => {
    const test = testApi({ stream: { bufferedBytes: 2_000 } });
    test.engine.backlog = Array.from({ length: 100 }, (_, index) => ({ id: String(index + 1), entry: ACCEPTED }));
    const client = open(await test.listen());
    const text = await client.read(END);
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids.length).toBeGreaterThan(5);
    expect(ids.length).toBeLessThan(100);
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    await expect.poll(() => test.engine.followers.size).toBe(0);
  });

  it("end a stream that is not read, without keeping more than the buffer", async () => {
    const clock = handClock();
    const test = testApi({ stream: { every: clock.every, bufferedBytes: 100_000 } });
    const client = open(await test.listen());
    await client.read(/retry/);
    client.socket.pause();
    const big = { ...ACCEPTED, path: "x".repeat(10_000) };
    await expect
      .poll(
        () => {
          // Less than the buffer at a time: what fills it is what the kernel no longer takes.
          for (let sent = 0; sent < 5; sent += 1) tell(test.engine, big);
          clock.beat();
          return test.engine.followers.size;
        },
        { interval: 1, timeout: 20_000 },
      )
      .toBe(0);
  });
});

describe("a feed", () => {
  it("is destroyed when a heartbeat finds that nothing was taken since the last", () => {
    const feed = new Feed(1_000);
    feed.beat();
    expect(feed.destroyed).toBe(false);
    feed.beat();
    expect(feed.destroyed).toBe(true);
  });
});
