import { LIMITS } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { DATA, TOKENS, TRACE_ID } from "../testing/fake-engine.ts";
import { testApi } from "../testing/test-api.ts";

const EVENT = { type: "customer.qualified", data: { score: 85 } };

describe.each(["events", "events/batch"])("POST /%s with an idempotency key", (path) => {
  const body = path === "events" ? EVENT : { events: [EVENT] };

  it("answers again as the first time, and says so", async () => {
    const { request } = testApi();
    const headers = { "idempotency-key": "order-7 ~" };
    const first = await request("POST", path, { body, headers });
    const second = await request("POST", path, { body, headers });
    expect([first.statusCode, second.statusCode]).toEqual([202, 202]);
    expect(second.body).toBe(first.body);
    expect(first.headers["idempotent-replayed"]).toBeUndefined();
    expect(second.headers["idempotent-replayed"]).toBe("true");
  });

  it("refuses the key for another body, and lets another account have it", async () => {
    const { request } = testApi();
    const headers = { "idempotency-key": "k" };
    await request("POST", path, { body, headers });
    expect((await request("POST", path, { raw: "{}", headers })).json()).toMatchObject({
      code: "idempotency_mismatch",
      status: 422,
    });
    const other = await request("POST", path, { raw: "{}", headers, token: TOKENS.other });
    expect(other.statusCode).toBe(202);
  });

  it.each(["", "x".repeat(LIMITS.idempotency_key_characters + 1), "x".repeat(10_000), "a\tb", "caf\u00e9", "\u007f"])(
    "refuses the key %j",
    async (key) => {
      const answer = await testApi().request("POST", path, { body, headers: { "idempotency-key": key } });
      expect(answer.json()).toMatchObject({ code: "invalid_idempotency_key", status: 400 });
    },
  );

  it("takes the longest key", async () => {
    const headers = { "idempotency-key": "x".repeat(LIMITS.idempotency_key_characters) };
    expect((await testApi().request("POST", path, { body, headers })).statusCode).toBe(202);
  });
});

it("prints an accepted event like JSON.stringify would", async () => {
  const { engine, request } = testApi();
  const plain = { id: "evt_1", type: "a.b", created: "2025-02-07T02:55:00Z", deliveries: 3 };
  const warned = { ...plain, warnings: [{ pointer: "/a", detail: 'is "odd"' }] };
  for (const result of [plain, warned]) {
    engine.events.publish = async () => ({ result, replayed: false });
    const answer = await request("POST", "events", { body: EVENT });
    expect(answer.body).toBe(JSON.stringify(result));
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  }
});

it("prints a batch like JSON.stringify would: accepted, with a warning, and refused items", async () => {
  const { engine, request } = testApi();
  const plain = { status: 202, id: "evt_1", type: "a.b", created: "2025-02-07T02:55:00Z", deliveries: 3 } as const;
  const warned = { ...plain, warnings: [{ pointer: "/a", detail: 'is "odd"' }] };
  const refused = {
    status: 422,
    code: "schema_mismatch",
    detail: 'not "so"',
    errors: [{ pointer: "/", detail: "no" }],
  };
  for (const data of [[plain], [plain, warned, refused, plain], []]) {
    engine.events.publishBatch = async () => ({ result: { data }, replayed: false });
    const answer = await request("POST", "events/batch", { body: { events: [EVENT] } });
    expect(answer.body).toBe(JSON.stringify({ data }));
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  }
});

describe.each([
  ["events", "events.publish", EVENT],
  ["events/batch", "events.publishBatch", { events: [EVENT] }],
])("POST /%s", (path, method, body) => {
  const traceparent = `00-${TRACE_ID}-b7ad6b7169203331-01`;
  const traced = async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
    const { engine, request } = testApi();
    expect((await request("POST", path, { body, headers })).statusCode).toBe(202);
    return engine.calls.find((call) => call.method === method)?.args[0];
  };

  it("hands the publisher's trace on", async () => {
    expect(await traced({ traceparent })).toEqual({ traceparent, tracestate: null });
    expect(await traced({ traceparent, tracestate: "a=1" })).toEqual({ traceparent, tracestate: "a=1" });
  });

  it("ignores one that is malformed, as the event matters more", async () => {
    expect(await traced({})).toBeNull();
    expect(await traced({ tracestate: "a=1" })).toBeNull();
    expect(await traced({ traceparent: "00-nonsense" })).toBeNull();
    expect(await traced({ traceparent, tracestate: "a" })).toEqual({ traceparent, tracestate: null });
  });
});

it("shows the data of an event byte for byte", async () => {
  const answer = await testApi().request("GET", "events/evt_mine");
  expect(answer.body).toBe(
    `{"id":"evt_mine","type":"customer.qualified","created":"2025-02-07T02:55:00Z","data":${DATA},` +
      '"version":"2024-01-01","deliveries":{"pending":1,"succeeded":0,"failed":0,"cancelled":0},"payload_expired":false,"warnings":[],' +
      `"trace_id":"${TRACE_ID}"}`,
  );
});

describe("api.call", () => {
  it("is announced after the answer, without the query", async () => {
    const { engine, request } = testApi();
    await request("GET", "webhooks?limit=5");
    await request("GET", "webhooks/wh_theirs");
    await expect
      .poll(() => engine.announced)
      .toEqual([
        {
          accountId: "acct_default",
          entry: {
            kind: "api.call",
            at: "2025-02-07T02:55:00.000Z",
            method: "GET",
            path: "/api/v1/webhooks",
            response_status: 200,
            request_id: "req_1",
          },
        },
        { accountId: "acct_default", entry: expect.objectContaining({ response_status: 404, request_id: "req_2" }) },
      ]);
  });

  it("is not announced for publishing, nor for strangers", async () => {
    const { engine, request } = testApi();
    await request("POST", "events", { body: EVENT });
    await request("GET", "webhooks", { token: "cck_unknown" });
    await request("GET", "webhooks");
    await expect.poll(() => engine.announced).toHaveLength(1);
    expect(engine.announced[0]?.entry).toMatchObject({ path: "/api/v1/webhooks", request_id: "req_3" });
  });
});
