import { describe, expect, test, vi } from "vitest";
import { signWebhook } from "../signature/node.ts";
import { webhookHandler } from "./fetch-handler.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const event = (type: string) => ({
  id: "evt_1",
  type,
  created: "2025-02-07T02:55:00Z",
  data: { qualification_type: "hot" },
  version: "2024-01-01",
});
const body = JSON.stringify(event("customer.qualified"));

const request = (payload: string | Uint8Array<ArrayBuffer>, change: Record<string, string> = {}) => {
  const headers = { ...signWebhook({ id: "evt_1", payload, secrets: SECRET }), ...change };
  return new Request("https://consumer.example/webhook", { method: "POST", headers, body: payload });
};

const handlers = () => ({
  secret: SECRET,
  on: { "customer.qualified": vi.fn() },
  otherwise: vi.fn(),
  onError: vi.fn(),
});

const answer = async (response: Response) => [response.status, await response.json()];
const RECEIVED = [200, { received: true }];
const REFUSED = [400, { error: "invalid_webhook" }];

describe("webhookHandler", () => {
  test("dispatches a genuine event to the handler of its type", async () => {
    const options = handlers();
    const response = await webhookHandler(options)(request(body));
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await answer(response)).toEqual(RECEIVED);
    expect(options.on["customer.qualified"]).toHaveBeenCalledExactlyOnceWith(event("customer.qualified"));
    expect(options.otherwise).not.toHaveBeenCalled();
  });

  test.each(["order.paid", "constructor", "__proto__", "toString"])("%s goes to otherwise", async (type) => {
    const options = handlers();
    expect(await answer(await webhookHandler(options)(request(JSON.stringify(event(type)))))).toEqual(RECEIVED);
    expect(options.otherwise).toHaveBeenCalledExactlyOnceWith(event(type));
  });

  test("a type without a handler is acknowledged, so that it is not sent again", async () => {
    const handle = webhookHandler({ secret: SECRET, on: {}, onError: vi.fn() });
    expect(await answer(await handle(request(body)))).toEqual(RECEIVED);
  });

  test("the answer waits for the handler", async () => {
    const steps: string[] = [];
    const on = {
      "customer.qualified": async () => {
        await Promise.resolve();
        steps.push("handled");
      },
    };
    await webhookHandler({ secret: SECRET, on, onError: vi.fn() })(request(body)).then(() => steps.push("answered"));
    expect(steps).toEqual(["handled", "answered"]);
  });

  test.each([
    () => {
      throw new Error("database down");
    },
    () => Promise.reject(new Error("database down")),
  ])("a handler that fails: 500, its error to onError and not to the sender", async (handler) => {
    const onError = vi.fn();
    const handle = webhookHandler({ secret: SECRET, on: { "customer.qualified": handler }, onError });
    expect(await answer(await handle(request(body)))).toEqual([500, { error: "handler_failed" }]);
    expect(onError).toHaveBeenCalledExactlyOnceWith(new Error("database down"), event("customer.qualified"));
  });

  const refused: Record<string, Request> = {
    "a wrong signature": request(body, { "x-callcall-signature": `t=1700000000,v1=${"0".repeat(64)}` }),
    "no signature": request(body, { "x-callcall-signature": "" }),
    "a timestamp that is not the signed one": request(body, { "x-callcall-timestamp": "1700000000" }),
    "signed text that is not JSON": request("hello"),
    "a signed JSON value that is no object": request("null"),
    "a signed object that is no event": request('{"id":"evt_1","type":"a","created":"now"}'),
    "a signed event without data": request(JSON.stringify({ ...event("a"), data: undefined })),
    "a signed event whose type is no string": request(JSON.stringify({ ...event("a"), type: 5 })),
    "signed bytes that are not UTF-8": request(Uint8Array.from(Buffer.from(body.replace("hot", "\xff"), "latin1"))),
    "a signed byte-order mark": request(`\ufeff${body}`),
    "an empty body": request(""),
  };
  test.each(Object.entries(refused))("%s: the same 400 as any other, and no handler runs", async (_name, request) => {
    const options = handlers();
    expect(await answer(await webhookHandler(options)(request))).toEqual(REFUSED);
    expect(options.on["customer.qualified"]).not.toHaveBeenCalled();
    expect(options.otherwise).not.toHaveBeenCalled();
  });

  test("a body at the limit is read, one byte more is 413 and the rest stays unread", async () => {
    const at = (limitBytes: number) => webhookHandler({ ...handlers(), limitBytes })(request(body));
    expect(await answer(await at(body.length))).toEqual(RECEIVED);
    expect(await answer(await at(body.length - 1))).toEqual([413, { error: "payload_too_large" }]);
  });

  test("an endless body is cancelled at the limit", async () => {
    const cancel = vi.fn();
    const pull = (controller: ReadableStreamDefaultController) => controller.enqueue(new Uint8Array(1024));
    const endless = new ReadableStream({ pull, cancel });
    const init = { method: "POST", body: endless, duplex: "half" } as RequestInit;
    const handle = webhookHandler({ ...handlers(), limitBytes: 4096 });
    expect((await handle(new Request("https://consumer.example/webhook", init))).status).toBe(413);
    expect(cancel).toHaveBeenCalledOnce();
  });

  test("a body that breaks off is refused", async () => {
    const broken = new ReadableStream({ pull: () => Promise.reject(new Error("reset")) });
    const init = { method: "POST", body: broken, duplex: "half" } as RequestInit;
    const response = await webhookHandler(handlers())(new Request("https://consumer.example/webhook", init));
    expect(await answer(response)).toEqual(REFUSED);
  });

  test("a missing secret stops the program at start", () => {
    expect(() => webhookHandler({ ...handlers(), secret: "" })).toThrow(TypeError);
  });
});
