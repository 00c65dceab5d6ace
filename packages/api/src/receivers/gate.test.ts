import { once } from "node:events";
import type { ReceivedRequest, Receiver } from "@callcall/contract";
import { signWebhook } from "@callcall/webhooks";
import { describe, expect, it } from "vitest";
import { rawSocket } from "../testing/raw-socket.ts";
import { AT_MS, ENDED_SECRET, SECRET } from "../testing/sample.ts";
import { type TestApi, testApi } from "../testing/test-api.ts";
import type { ReceptionSettings } from "./settings.ts";

const BODY = '{"id":"evt_1","type":"customer.qualified","data":{"n":1.0}}';

/** Timers that a test lets fire. */
function handTimers() {
  const waiting = new Map<() => void, number>();
  let wake = (): void => undefined;
  return {
    after: (ms: number, callback: () => void) => {
      waiting.set(callback, ms);
      wake();
      return () => void waiting.delete(callback);
    },
    /** Resolves with the wait once something waits. */
    async armed(): Promise<number> {
      while (waiting.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return [...waiting.values()][0] ?? 0;
    },
    fire: () => {
      for (const callback of [...waiting.keys()]) callback();
    },
    get size() {
      return waiting.size;
    },
  };
}

async function withReceiver(behaviour: object = {}, receivers: Partial<ReceptionSettings> = {}) {
  const api = testApi({ publicUrl: () => "https://hooks.example", receivers });
  const made = await api.request("POST", "sim/receivers", { body: { name: "Mine", behaviour } });
  expect(made.statusCode, made.body).toBe(201);
  const receiver = made.json() as Receiver;
  return { ...api, receiver, path: `/sim/r/${receiver.id}` };
}

async function received(api: Pick<TestApi, "request">, receiver: Receiver): Promise<readonly ReceivedRequest[]> {
  return (await api.request("GET", `sim/receivers/${receiver.id}/requests`)).json().data;
}

function signed(secret = SECRET): Record<string, string> {
  return {
    ...signWebhook({ id: "evt_1", payload: BODY, secrets: [secret], timestamp: AT_MS / 1000 }),
    "x-callcall-event-type": "customer.qualified",
    "x-callcall-delivery-id": "dlv_1",
    "x-callcall-attempt": "2",
  };
}

describe("a test receiver", () => {
  it("has an address under the public one, and none while that is unknown", async () => {
    const { receiver } = await withReceiver();
    expect(receiver.url).toBe(`https://hooks.example/sim/r/${receiver.id}`);
    expect((await testApi({ publicUrl: () => null }).request("GET", "sim/receivers/rcv_mine")).json().url).toBeNull();
  });

  it("takes any method, any content-type and no key; shows what arrived, newest first", async () => {
    const { request, receiver, path, api } = await withReceiver();
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const) {
      const payload = method === "GET" ? {} : { payload: "a=b", headers: { "content-type": "not a type" } };
      expect((await api.inject({ method, url: path, ...payload })).statusCode, method).toBe(200);
    }
    const list = await received({ request }, receiver);
    expect(list.map(({ method }) => method)).toEqual(["OPTIONS", "DELETE", "PATCH", "PUT", "POST", "GET"]);
    expect(list[4]).toMatchObject({ body: "a=b", body_bytes: 3, signature: null, event_id: null });
    expect((await request("GET", `sim/receivers/${receiver.id}`)).json().received).toBe(6);
  });

  it("says whose delivery it is and that the signature is valid, there and on the stream", async () => {
    const { request, receiver, path, api, engine } = await withReceiver();
    engine.signers = [
      { webhookId: "wh_other", secrets: { inForce: [ENDED_SECRET], ended: [] } },
      { webhookId: "wh_mine", secrets: { inForce: [SECRET], ended: [] } },
    ];
    await api.inject({ method: "POST", url: path, payload: BODY, headers: signed() });
    const [first] = await received({ request }, receiver);
    expect(first).toMatchObject({
      event_id: "evt_1",
      event_type: "customer.qualified",
      delivery_id: "dlv_1",
      attempt: 2,
      signature: { valid: true, webhook_id: "wh_mine", diagnosis: [{ code: "valid", severity: "ok" }] },
      answered: { status: 200, note: "Answered 200" },
    });
    const announced = engine.announced.find(({ entry }) => entry.kind === "receiver.request");
    expect(announced).toMatchObject({
      accountId: "acct_default",
      entry: {
        receiver_id: receiver.id,
        received_id: first?.id,
        event_id: "evt_1",
        webhook_id: "wh_mine",
        signature_valid: true,
        response_status: 200,
        summary: `POST of ${BODY.length} bytes, signature valid. Answered 200`,
      },
    });
  });

  it("explains a wrong signature", async () => {
    const { request, receiver, path, api, engine } = await withReceiver();
    engine.signers = [
      { webhookId: "wh_mine", secrets: { inForce: [SECRET], ended: [{ secret: ENDED_SECRET, endedMs: 0 }] } },
    ];
    await api.inject({ method: "POST", url: path, payload: BODY, headers: signed(ENDED_SECRET) });
    await api.inject({ method: "POST", url: path, payload: BODY });
    const [unsigned, rotated] = await received({ request }, receiver);
    expect(rotated?.signature).toMatchObject({ valid: false, webhook_id: "wh_mine" });
    expect(rotated?.signature?.diagnosis.map(({ code }) => code)).toContain("rotated_out_secret");
    expect(unsigned?.signature?.diagnosis.map(({ code }) => code)).toContain("signature_missing");
  });

  it("shows no credentials, and repeats nothing that only looks like ours", async () => {
    const { request, receiver, path, api, engine } = await withReceiver();
    await api.inject({
      method: "POST",
      url: path,
      headers: {
        cookie: "callcall_session=stolen",
        authorization: "Bearer stolen",
        "x-callcall-event-id": "<script>",
        "x-callcall-event-type": "No Such",
        "x-callcall-delivery-id": "dlv.1",
        "x-callcall-attempt": "-1",
      },
    });
    const [first] = await received({ request }, receiver);
    expect(JSON.stringify(first)).not.toContain("stolen");
    expect(first).toMatchObject({ event_id: null, event_type: null, delivery_id: null, attempt: null });
    expect(first?.headers).toMatchObject({ cookie: "•••", authorization: "•••" });
    expect(JSON.stringify(engine.announced)).not.toContain("script");
  });

  it("answers as told", async () => {
    const { request, receiver, path, api } = await withReceiver({ answer: "rate_limited", retry_after_seconds: 7 });
    const limited = await api.inject({ method: "POST", url: path });
    expect([limited.statusCode, limited.headers["retry-after"]]).toEqual([429, "7"]);
    await request("PATCH", `sim/receivers/${receiver.id}`, { body: { behaviour: { answer: "status", status: 204 } } });
    const empty = await api.inject({ method: "POST", url: path });
    expect([empty.statusCode, empty.body]).toEqual([204, ""]);
  });

  it("is as safe as any other answer of the server", async () => {
    const { path, api } = await withReceiver();
    const { headers } = await api.inject({ method: "GET", url: path });
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    });
  });

  it("is a 404 like any other when it does not exist, or no longer", async () => {
    const { request, receiver, path, api } = await withReceiver();
    await request("DELETE", `sim/receivers/${receiver.id}`);
    const bodies = await Promise.all(
      [path, "/sim/r/rcv_unknown", "/sim/r/%00", "/nowhere"].map(async (url) => {
        const answer = await api.inject({ method: "GET", url, headers: { accept: "text/html" } });
        return JSON.stringify({ ...answer.json(), request_id: "" });
      }),
    );
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toContain("route_not_found");
  });
});

describe("the bounds of test receivers", () => {
  it("take a body at the limit and refuse one that is larger", async () => {
    const { request, receiver, path, api } = await withReceiver({}, { requestBytes: 100, bodyKeptBytes: 60 });
    expect((await api.inject({ method: "POST", url: path, payload: "é".repeat(50) })).statusCode).toBe(200);
    expect((await api.inject({ method: "POST", url: path, payload: "x".repeat(101) })).json().code).toBe(
      "payload_too_large",
    );
    const list = await received({ request }, receiver);
    expect(list).toHaveLength(1);
    expect(list[0]).toMatchObject({ body: "é".repeat(30), body_bytes: 100 });
  });

  it.each([
    ["together", { openMax: 1 }],
    ["each", { openPerReceiver: 1 }],
  ])("take so many requests at once, %s, and answer 503 to the next", async (_which, bound) => {
    const timers = handTimers();
    const { path, api } = await withReceiver({ answer: "slow", delay_ms: 5_000 }, { ...bound, after: timers.after });
    const first = api.inject({ method: "POST", url: path });
    expect(await timers.armed()).toBe(5_000);
    const second = await api.inject({ method: "POST", url: path });
    expect([second.statusCode, second.headers["retry-after"]]).toEqual([503, "1"]);
    timers.fire();
    expect((await first).statusCode).toBe(200);
    const third = api.inject({ method: "POST", url: path });
    await timers.armed();
    timers.fire();
    expect((await third).statusCode).toBe(200);
  });
});

describe("over a socket", () => {
  const post = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}`;

  it("reset is a reset", async () => {
    const { listen, path } = await withReceiver({ answer: "reset" });
    const { socket } = rawSocket(await listen(), post(path));
    const [error] = await once(socket, "error");
    expect(error.code).toBe("ECONNRESET");
  });

  it("hang holds the request, then closes without a byte", async () => {
    const timers = handTimers();
    const { listen, path } = await withReceiver({ answer: "hang" }, { after: timers.after });
    const client = rawSocket(await listen(), post(path));
    expect(await timers.armed()).toBe(30_000);
    timers.fire();
    expect(await client.read()).toBe("");
  });

  it("a client that leaves is not waited for", async () => {
    const timers = handTimers();
    const { listen, path, api } = await withReceiver({ answer: "hang" }, { after: timers.after, openMax: 1 });
    const port = await listen();
    const client = rawSocket(port, post(path));
    await timers.armed();
    const gone = once(api.server, "request");
    client.socket.destroy();
    rawSocket(port, post("/sim/r/rcv_unknown"));
    await gone;
    while (timers.size > 0) await new Promise((resolve) => setImmediate(resolve));
    const next = rawSocket(port, post(path));
    await timers.armed();
    timers.fire();
    expect(await next.read()).toBe("");
  });

  it("one that hangs does not keep the server from stopping", async () => {
    const timers = handTimers();
    const { listen, path, api } = await withReceiver({ answer: "hang" }, { after: timers.after });
    const client = rawSocket(await listen(), post(path));
    await timers.armed();
    await api.close();
    expect(await client.read()).toBe("");
    expect(timers.size).toBe(0);
  });
});
