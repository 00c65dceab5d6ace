import { createServer, request as httpRequest, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterEach, describe, expect, test, vi } from "vitest";
import { signWebhook, verifyWebhookSignature } from "../signature/node.ts";
import { nodeWebhookHandler } from "./node-handler.ts";
import { webhookBody } from "./webhook-body.ts";

const WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
// `1.0`, a large integer, an escape and a space: none of them survives JSON.parse and JSON.stringify.
const body =
  '{"id":"evt_1","type":"customer.qualified","created":"2025-02-07T02:55:00Z",' +
  '"data":{"score": 1.0,"big":12345678901234567890,"text":"\\u00e9"},"version":"2024-01-01"}';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
}

async function deliver(url: string, payload = body, change: Record<string, string> = {}) {
  const headers = { ...signWebhook({ id: "evt_1", payload, secrets: WEBHOOK_SECRET }), ...change };
  const response = await fetch(url, { method: "POST", headers, body: payload });
  return { status: response.status, text: await response.text() };
}

/** Steps 2 and 3 of the guide, as printed, in one route. */
function guideApp(...middleware: express.RequestHandler[]): express.Express {
  const app = express();
  for (const one of middleware) app.use("/webhook", one);
  app.post("/webhook", async (req, res) => {
    const signature = req.headers["x-callcall-signature"];
    const timestamp = req.headers["x-callcall-timestamp"];
    const payload = req.body;
    const isValid = verifyWebhookSignature(payload, signature, timestamp, WEBHOOK_SECRET);
    if (!isValid) return void res.status(400).end();
    const event = req.body;
    res.json({ received: true, type: event.type });
  });
  const report: express.ErrorRequestHandler = (error, _req, res, _next) => {
    res.status(error.status ?? 500).json({ error: error.message });
  };
  return app.use(report);
}

describe("the guide's Express code", () => {
  test("verifies byte for byte behind webhookBody()", async () => {
    const url = await listen(guideApp(webhookBody()));
    expect(await deliver(url)).toEqual({ status: 200, text: '{"received":true,"type":"customer.qualified"}' });
  });

  test("behind webhookBody(), JSON that only means the same is refused", async () => {
    const url = await listen(guideApp(webhookBody()));
    const headers = signWebhook({ id: "evt_1", payload: JSON.stringify(JSON.parse(body)), secrets: WEBHOOK_SECRET });
    expect((await deliver(url, body, headers)).status).toBe(400);
  });

  test("behind express.json() it verifies what serialising again restores, and refuses the rest", async () => {
    const url = await listen(guideApp(express.json()));
    expect((await deliver(url, JSON.stringify(JSON.parse(body)))).status).toBe(200);
    expect((await deliver(url)).status).toBe(400);
  });

  test("an express.json() after webhookBody() changes nothing", async () => {
    const url = await listen(guideApp(webhookBody(), express.json()));
    expect((await deliver(url)).status).toBe(200);
  });

  test("webhookBody() after express.json() says what to change", async () => {
    const url = await listen(guideApp(express.json(), webhookBody()));
    const { status, text } = await deliver(url);
    expect([status, text]).toEqual([500, expect.stringContaining("before any other body parser")]);
  });

  test("webhookBody() refuses what is too large or not JSON, and leaves other content types alone", async () => {
    const url = await listen(guideApp(webhookBody({ limitBytes: 300 })));
    const ofBytes = (bytes: number) => `{"type":"${"x".repeat(bytes - 11)}"}`;
    expect((await deliver(url, ofBytes(300))).status).toBe(200);
    expect((await deliver(url, ofBytes(301))).status).toBe(413);
    expect((await deliver(url, "not json")).status).toBe(400);
    expect((await deliver(url, "not json", { "content-type": "text/plain" })).text).toBe("");
  });

  test.each(["application/json; charset=utf-8", "application/cloudevents+json", "Application/JSON"])(
    "webhookBody() reads %s",
    async (type) => {
      const url = await listen(guideApp(webhookBody()));
      expect((await deliver(url, body, { "content-type": type })).status).toBe(200);
    },
  );
});

describe("nodeWebhookHandler", () => {
  const options = () => ({ secret: WEBHOOK_SECRET, on: { "customer.qualified": vi.fn() }, onError: vi.fn() });
  const received = { status: 200, text: '{"received":true}' };

  test("as a plain http listener", async () => {
    const { on, ...rest } = options();
    const url = await listen(nodeWebhookHandler({ on, ...rest }));
    expect(await deliver(url)).toEqual(received);
    expect(on["customer.qualified"]).toHaveBeenCalledExactlyOnceWith(JSON.parse(body));
    expect((await deliver(url, body, { "x-callcall-timestamp": "1" })).status).toBe(400);
  });

  test("in Express: bare, behind webhookBody(), behind express.raw()", async () => {
    for (const parsers of [[], [webhookBody()], [express.raw({ type: "*/*" })]]) {
      const app = express();
      for (const parser of parsers) app.use(parser);
      app.post("/webhook", nodeWebhookHandler(options()));
      expect(await deliver(await listen(app))).toEqual(received);
    }
  });

  test("a handler that throws: 500", async () => {
    const on = {
      "customer.qualified": () => {
        throw new Error("down");
      },
    };
    const url = await listen(nodeWebhookHandler({ ...options(), on }));
    expect(await deliver(url)).toEqual({ status: 500, text: '{"error":"handler_failed"}' });
  });

  test("a signature sent twice is refused", async () => {
    const url = await listen(nodeWebhookHandler(options()));
    const signed = signWebhook({ id: "evt_1", payload: body, secrets: WEBHOOK_SECRET });
    const headers = {
      ...signed,
      "x-callcall-signature": [signed["x-callcall-signature"], signed["x-callcall-signature"]],
    };
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(url, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on("error", reject).end(body);
    });
    expect(status).toBe(400);
  });

  test("an endless body: 413, and the connection is closed", async () => {
    const url = await listen(nodeWebhookHandler({ ...options(), limitBytes: 1024 }));
    const [status, connection] = await new Promise<unknown[]>((resolve, reject) => {
      const request = httpRequest(url, { method: "POST" }, (response) => {
        response.resume();
        resolve([response.statusCode, response.headers.connection]);
      });
      request.on("error", reject).write("x".repeat(2048));
    });
    expect([status, connection]).toEqual([413, "close"]);
  });
});
