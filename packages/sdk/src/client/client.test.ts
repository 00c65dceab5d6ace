import { describe, expect, test } from "vitest";
import { createClient } from "./client.ts";
import { ApiError, ConnectionError } from "./errors.ts";
import { RawJson } from "./json.ts";
import { json, problem, type Reply, serve, Timers } from "./server.fixture.ts";
import type { ClientOptions } from "./settings.ts";

const TIMEOUT_MS = 60_000;

/** A client whose waits run out at once, and how long they would have been. */
async function start(reply: Reply, options: ClientOptions = {}) {
  const server = await serve(reply);
  const timers = new Timers();
  const after = timers.hurried(TIMEOUT_MS);
  const client = createClient({ baseUrl: server.url, apiKey: "key_a", after, random: () => 1, ...options });
  return { client, got: server.got, timers };
}

const page = (data: unknown[], cursor: string | null) => ({ data, next_cursor: cursor });
const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error("no error"),
    (error) => error,
  );

describe("a call", () => {
  test("has its path, query, headers and body", async () => {
    const { client, got } = await start((response) => json(response, { id: "wh_1" }), {
      account: "acct_1",
      headers: () => ({ "x-mine": "1" }),
    });
    expect(await client.call("webhooks.update", { params: { id: "a/b c" }, body: { filter: null } })).toEqual({
      id: "wh_1",
    });
    await client.events.list({ type: "a.*", limit: 5, cursor: undefined });
    expect(got.map(({ line }) => line)).toEqual([
      "PATCH /api/v1/webhooks/a%2Fb%20c",
      "GET /api/v1/events?type=a.*&limit=5",
    ]);
    expect(got[0]?.headers).toMatchObject({
      authorization: "Bearer key_a",
      "callcall-account": "acct_1",
      "content-type": "application/json",
      "x-mine": "1",
    });
    expect(got[0]?.body).toBe('{"filter":null}');
    expect(got[1]?.headers).not.toHaveProperty("content-type");
  });

  test("as a method takes path, body, query and options in this order", async () => {
    const { client, got } = await start((response) => response.writeHead(204).end());
    expect(await client.webhooks.delete("wh_1")).toBeUndefined();
    await client.events.deliveries("evt_1", { limit: 1 }, { headers: { "x-mine": "2" } });
    await client.webhooks.rotateSecret("wh_1");
    expect(got.map(({ line, body }) => line + body)).toEqual([
      "DELETE /api/v1/webhooks/wh_1",
      "GET /api/v1/events/evt_1/deliveries?limit=1",
      "POST /api/v1/webhooks/wh_1/secret/rotate",
    ]);
    expect(got[1]?.headers["x-mine"]).toBe("2");
  });

  test("sends what JavaScript cannot hold, and shows what it got of it", async () => {
    const answer = '{"id":"evt_1","data":{"n":12345678901234567890,"f":1.0}}';
    const { client, got } = await start((response) => response.writeHead(200).end(answer));
    await client.events.publish({ type: "a", data: { n: 12345678901234567890n, f: new RawJson("1.0") } });
    expect(got[0]?.body).toBe('{"type":"a","data":{"n":12345678901234567890,"f":1.0}}');
    const { text, value, status } = await client.text("events.get", { params: { id: "evt_1" } });
    expect(text).toBe(answer);
    expect([value.id, status]).toEqual(["evt_1", 200]);
  });

  test.each(["", ".", ".."])("refuses the id %j, which would be another path", async (id) => {
    const { client, got } = await start((response) => json(response, {}));
    await expect(client.webhooks.get(id)).rejects.toThrow("Cannot call webhooks.get: its id is");
    expect(got).toEqual([]);
  });

  test("that the types do not let through is refused all the same", async () => {
    const { client } = await start((response) => json(response, {}));
    const call = client.call as (id: string) => Promise<unknown>;
    await expect(call("toString")).rejects.toThrow("there is no such operation");
    await expect(call("stream.open")).rejects.toThrow("use stream()");
  });
});

describe("an error", () => {
  test("is what the problem document says", async () => {
    const body = {
      code: "invalid_request",
      detail: "Cannot use the body",
      request_id: "req_9",
      errors: [{ pointer: "/url", detail: "too long" }],
    };
    const { client } = await start((response) =>
      response.writeHead(400, { "content-type": "application/problem+json" }).end(JSON.stringify(body)),
    );
    const error = await failure(client.webhooks.list());
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: body.code, errors: body.errors, requestId: "req_9", status: 400 });
    expect(error.message).toBe("Cannot use the body (invalid_request, 400)");
  });

  test("of a proxy is one too, and so is a page where JSON should be", async () => {
    const { client } = await start((response, _got, nth) =>
      response.writeHead(nth === 1 ? 413 : 200, { "content-type": "text/html" }).end("<h1>"),
    );
    expect(await failure(client.webhooks.list())).toMatchObject({ status: 413, code: "no_problem", errors: [] });
    expect(await failure(client.webhooks.list())).toMatchObject({ status: 200, code: "no_problem" });
  });

  test("of the network names the address and the reason", async () => {
    const { client } = await start((response) => response.destroy());
    const error = await failure(client.webhooks.create({ url: "https://a.example", events: ["*"] }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toMatch(/^Cannot POST http:\/\/127\.0\.0\.1:\d+\/api\/v1\/webhooks: fetch failed: /);
    expect(error).toMatchObject({ timedOut: false });
  });

  test("comes when the time is up", async () => {
    const timers = new Timers();
    const { client } = await start(() => timers.waiting[0]?.fire(), { after: timers.after, timeoutMs: 5, retries: 0 });
    expect(await failure(client.webhooks.list())).toMatchObject({ name: "ConnectionError", timedOut: true });
    expect(timers.waited).toEqual([5]);
  });

  test("is the caller's own when the caller gives up", async () => {
    const caller = new AbortController();
    const { client, got } = await start(() => caller.abort(new Error("enough")));
    await expect(client.webhooks.list({}, { signal: caller.signal })).rejects.toThrow("enough");
    await expect(client.webhooks.list({}, { signal: caller.signal })).rejects.toThrow("enough");
    expect(got).toHaveLength(1);
  });
});

describe("trying again", () => {
  const flaky: Reply = (response, _got, nth) =>
    nth < 3 ? problem(response, 503, "unavailable") : json(response, { id: "x" });
  const event = { type: "a", data: 1 };
  const waits = (timers: Timers): number[] => timers.waited.filter((ms) => ms !== TIMEOUT_MS);

  test("is for reads, and for events with a key or an id", async () => {
    for (const run of [
      (client: ReturnType<typeof createClient>) => client.webhooks.list(),
      (client: ReturnType<typeof createClient>) => client.events.publish(event, { idempotencyKey: "k" }),
      (client: ReturnType<typeof createClient>) => client.events.publish({ ...event, id: "mine" }),
      (client: ReturnType<typeof createClient>) => client.events.publishBatch({ events: [{ ...event, id: "mine" }] }),
    ]) {
      const { client, got, timers } = await start(flaky);
      expect(await run(client)).toEqual({ id: "x" });
      expect(new Set(got.map(({ line, body, headers }) => line + body + headers["idempotency-key"])).size).toBe(1);
      expect(waits(timers)).toEqual([250, 500]);
    }
  });

  test("is not for what would be done twice", async () => {
    for (const run of [
      (client: ReturnType<typeof createClient>) => client.webhooks.create({ url: "https://a.example", events: ["*"] }),
      (client: ReturnType<typeof createClient>) => client.events.publish(event),
      (client: ReturnType<typeof createClient>) =>
        client.events.publishBatch({ events: [{ ...event, id: "a" }, event] }),
      (client: ReturnType<typeof createClient>) => client.webhooks.delete("wh_1"),
    ]) {
      const { client, got } = await start(flaky);
      expect(await failure(run(client))).toMatchObject({ code: "unavailable" });
      expect(got).toHaveLength(1);
    }
  });

  test("is bounded, and not for refusals", async () => {
    const down = await start((response) => problem(response, 502, "x"));
    expect(await failure(down.client.webhooks.list())).toMatchObject({ status: 502 });
    expect(down.got).toHaveLength(3);
    for (const status of [400, 401, 404, 409, 422, 500]) {
      const { client, got } = await start((response) => problem(response, status, "x"));
      expect(await failure(client.webhooks.list())).toMatchObject({ status });
      expect(got).toHaveLength(1);
    }
  });

  test("waits as long as the server asks, up to a minute", async () => {
    const limited =
      (seconds: string): Reply =>
      (response, _got, nth) =>
        nth === 1 ? problem(response, 429, "rate_limited", { "retry-after": seconds }) : json(response, {});
    const short = await start(limited("7"));
    await short.client.webhooks.list();
    expect(waits(short.timers)).toEqual([7_000]);
    const long = await start(limited("61"));
    expect(await failure(long.client.webhooks.list())).toMatchObject({ retryAfterSeconds: 61 });
    expect(long.got).toHaveLength(1);
  });

  test("follows a broken connection, and ends with the caller's signal", async () => {
    const { client, got } = await start((response, _got, nth) => (nth === 1 ? response.destroy() : json(response, {})));
    expect(await client.webhooks.list()).toEqual({});
    expect(got).toHaveLength(2);

    const caller = new AbortController();
    const timers = new Timers();
    const after = (ms: number, callback: () => void) => {
      if (ms !== TIMEOUT_MS) queueMicrotask(() => caller.abort(new Error("enough")));
      return timers.after(ms, callback);
    };
    const waiting = await start((response) => problem(response, 503, "unavailable"), { after });
    await expect(waiting.client.webhooks.list({}, { signal: caller.signal })).rejects.toThrow("enough");
    expect(waiting.got).toHaveLength(1);
    expect(timers.waiting).toEqual([]);
  });
});

describe("paginate", () => {
  test("follows the cursor through short and empty pages, and asks for no page that nobody reads", async () => {
    const pages: Record<string, unknown> = { "": page([1, 2], "a"), a: page([], "b"), b: page([3], null) };
    const { client, got } = await start((response, { line }) =>
      json(response, pages[new URL(line.slice(4), "http://x").searchParams.get("cursor") ?? ""]),
    );
    const items: unknown[] = [];
    for await (const item of client.paginate("events.list", { limit: 2, type: "a" })) items.push(item);
    expect(items).toEqual([1, 2, 3]);
    expect(got.map(({ line }) => line)).toEqual([
      "GET /api/v1/events?limit=2&type=a",
      "GET /api/v1/events?limit=2&type=a&cursor=a",
      "GET /api/v1/events?limit=2&type=a&cursor=b",
    ]);
    for await (const _ of client.paginate("events.deliveries", {}, { params: { id: "evt_1" } })) break;
    expect(got.slice(3).map(({ line }) => line)).toEqual(["GET /api/v1/events/evt_1/deliveries"]);
  });

  test("does not walk in a circle", async () => {
    const { client } = await start((response) => json(response, page([], "a")));
    await expect(client.paginate("webhooks.list").next()).rejects.toThrow("the cursor leads to where it came from");
  });
});

describe("createClient", () => {
  test.each([
    ["no baseUrl outside a page", {}, "there is no page"],
    ["a baseUrl that is none", { baseUrl: "hooks.example" }, "Invalid URL"],
    ["another scheme", { baseUrl: "ftp://a" }, "it must be http(s)://host"],
    ["credentials", { baseUrl: "http://a:b@c" }, "without credentials"],
    ["a key with a line end", { baseUrl: "http://a", apiKey: "top-secret\n" }, "Cannot use this apiKey"],
    ["negative retries", { baseUrl: "http://a", retries: -1 }, "negative retries"],
  ])("refuses %s", (_what, options, message) => {
    expect(() => createClient(options)).toThrow(message);
    expect(() => createClient(options)).not.toThrow("top-secret");
  });

  test.each(["", "/", "/api/v1", "/api/v1/"])("takes a baseUrl that ends with %j", async (end) => {
    const { got, url } = await serve((response) => json(response, {}));
    await createClient({ baseUrl: `${url}/below${end}` }).webhooks.list();
    expect(got[0]?.line).toBe("GET /below/api/v1/webhooks");
  });
});
