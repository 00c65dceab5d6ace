import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Webhook } from "@callcall/contract";
import { verifyWebhookSignature, wait, webhookBody } from "@callcall/webhooks";
import express from "express";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "./support/api.ts";
import {
  GUIDE_EVENT_TYPES,
  GUIDE_HANDLE,
  GUIDE_PAYLOAD,
  GUIDE_REGISTER_CALL,
  GUIDE_REGISTER_PAYLOAD,
  GUIDE_RETRY,
  GUIDE_VERIFY,
  printed,
} from "./support/guide.ts";
import { MATCHED, MESSAGE, QUALIFIED } from "./support/samples.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { until } from "./support/until.ts";

type Handler = (data: unknown) => Promise<void>;

/** The guide's step 2: what is left to the reader are the function, the request and the secret. */
const guideVerify = printed<(req: express.Request, verify: typeof verifyWebhookSignature, secret: string) => boolean>(
  GUIDE_VERIFY,
  ["req", "verifyWebhookSignature", "WEBHOOK_SECRET"],
  "return isValid;",
);

/** The guide's step 3: what is left are the app and the two handlers. `console` is passed to see what is logged. */
const guideHandle = printed<(app: express.Express, qualified: Handler, matched: Handler, console: unknown) => void>(
  GUIDE_HANDLE,
  ["app", "handleQualifiedCustomer", "handleServiceMatch", "console"],
);

/** A consumer made of the guide's code. */
interface GuideApp {
  readonly url: string;
  readonly qualified: ReturnType<typeof vi.fn<Handler>>;
  readonly matched: ReturnType<typeof vi.fn<Handler>>;
  readonly log: ReturnType<typeof vi.fn>;
  /** What step 2 said of each request. */
  readonly verdicts: boolean[];
  secret: string;
  close(): Promise<void>;
}

async function startGuideApp(bodyParser: unknown): Promise<GuideApp> {
  const app = express();
  const server = createServer(app as RequestListener);
  const guideApp: GuideApp = {
    url: await listen(server),
    qualified: vi.fn<Handler>(async () => {}),
    matched: vi.fn<Handler>(async () => {}),
    log: vi.fn(),
    verdicts: [],
    secret: "",
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  app.use("/webhook", bodyParser as express.RequestHandler);
  // Express runs handlers of one path in order: step 2 in front of step 3, as the guide numbers them.
  app.post("/webhook", (req, res, next) => {
    const isValid = guideVerify(req, verifyWebhookSignature, guideApp.secret);
    guideApp.verdicts.push(isValid);
    if (isValid) next();
    else res.status(400).json({ error: "invalid signature" });
  });
  guideHandle(app, guideApp.qualified, guideApp.matched, { log: guideApp.log });
  return guideApp;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
}

/** The guide's step 1, its address replaced by the consumer's. */
async function registerAsPrinted(api: Api, app: GuideApp): Promise<Webhook> {
  const [method, path] = GUIDE_REGISTER_CALL.split(" ");
  const payload = GUIDE_REGISTER_PAYLOAD.replace("https://your-domain.com/webhook", app.url);
  const answer = await fetch(api.url + path, {
    method: method ?? "",
    headers: { ...api.headers, "content-type": "application/json" },
    body: payload,
  });
  expect(answer.status).toBe(201);
  const webhook = (await answer.json()) as Webhook;
  app.secret = webhook.secret;
  return webhook;
}

let server: TestServer;
let api: Api;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  api = await server.api.newAccount("guide");
});

it("the guide's text is cut where it should be", () => {
  expect(GUIDE_EVENT_TYPES).toEqual([
    "customer.qualified",
    "service.matched",
    "message.received",
    "analysis.completed",
  ]);
  expect(GUIDE_REGISTER_CALL).toBe("POST /api/v1/webhooks");
  expect(GUIDE_VERIFY).toMatch(/^const signature = [\s\S]*\);$/);
  expect(GUIDE_HANDLE).toMatch(/^app\.post\([\s\S]*\}\);$/);
  expect(GUIDE_RETRY).toMatch(/^\/\/ Exponential backoff\n[\s\S]*\};$/);
});

it("the catalogue has the guide's event types and no others", async () => {
  const types = await api.all<{ name: string; built_in: boolean }>("/event-types");
  expect(types.map((type) => type.name)).toEqual([...GUIDE_EVENT_TYPES].sort());
  expect(types.every((type) => type.built_in)).toBe(true);
});

it("step 1 registers as printed", async () => {
  const app = await startGuideApp(webhookBody());
  try {
    const webhook = await registerAsPrinted(api, app);
    expect(webhook).toMatchObject({ ...JSON.parse(GUIDE_REGISTER_PAYLOAD), url: app.url, status: "enabled" });
    expect(webhook.secret).toMatch(/^whsec_[0-9A-Za-z+/]{43}=$/);
  } finally {
    await app.close();
  }
});

describe.each([
  ["webhookBody()", webhookBody],
  ["express.json()", express.json],
])("steps 2 and 3 behind %s", (name, parser) => {
  let app: GuideApp;
  let webhook: Webhook;

  beforeEach(async () => {
    app = await startGuideApp(parser());
    webhook = await registerAsPrinted(api, app);
  });
  afterEach(() => app.close());

  async function delivered(type: string, data: unknown): Promise<{ headers: Record<string, string>; body: string }> {
    const { id, deliveries } = await api.publish(type, data);
    expect(deliveries).toBe(1);
    const delivery = await until(
      async () => {
        const shown = await api.deliveryOf(id);
        return shown.status !== "pending" && shown;
      },
      { what: `the delivery of ${type}` },
    );
    expect(delivery.attempts.map((attempt) => attempt.response?.status)).toEqual([200]);
    expect(delivery.attempts[0]?.response?.body).toBe('{"received":true}');
    return delivery.attempts[0]?.request as { headers: Record<string, string>; body: string };
  }

  it("verify and handle real deliveries of both types", async () => {
    await delivered("customer.qualified", QUALIFIED);
    await delivered("service.matched", MATCHED);
    expect(app.verdicts).toEqual([true, true]);
    expect(app.qualified.mock.calls).toEqual([[QUALIFIED]]);
    expect(app.matched.mock.calls).toEqual([[MATCHED]]);
    expect(app.log).not.toHaveBeenCalled();
  });

  it("refuse what was tampered with", async () => {
    const sent = await delivered("customer.qualified", QUALIFIED);
    const { signature = "", timestamp = "" } = {
      signature: sent.headers["x-callcall-signature"],
      timestamp: sent.headers["x-callcall-timestamp"],
    };
    const resend = async (headers: Record<string, string>, body = sent.body): Promise<number> =>
      (await fetch(app.url, { method: "POST", headers: { ...sent.headers, ...headers }, body })).status;
    const flipped = signature.slice(0, -1) + (signature.endsWith("0") ? "1" : "0");

    expect(await resend({})).toBe(200);
    expect(await resend({}, sent.body.replace('"score":85', '"score":86'))).toBe(400);
    expect(await resend({ "x-callcall-signature": flipped })).toBe(400);
    expect(await resend({ "x-callcall-timestamp": String(Number(timestamp) + 1) })).toBe(400);
    expect(await resend({ "x-callcall-signature": "" })).toBe(400);
    expect(app.verdicts).toEqual([true, true, false, false, false, false]);
    expect(app.qualified).toHaveBeenCalledTimes(2);
  });

  it("log a type that they do not handle, as printed", async () => {
    await api.call("PATCH", `/webhooks/${webhook.id}`, { events: [...webhook.events, "message.received"] });
    await delivered("message.received", MESSAGE);
    expect(app.verdicts).toEqual([true]);
    expect(app.log.mock.calls).toEqual([["Unhandled event: message.received"]]);
  });

  it("a handler that fails makes the platform send again, under the same id", async () => {
    await api.call("PATCH", `/webhooks/${webhook.id}`, { retry_policy: { schedule_seconds: [1] } });
    app.qualified.mockRejectedValueOnce(new Error("the database is down"));
    // Express 5 prints what a handler rejects with; the test is about what the platform makes of the 500.
    vi.spyOn(console, "error").mockImplementation(() => {});
    const { id } = await api.publish("customer.qualified", QUALIFIED);
    await until(async () => (await api.deliveryOf(id)).status === "succeeded", { what: "the retry" });
    const { attempts } = await api.deliveryOf(id);
    expect(attempts.map((attempt) => attempt.response?.status)).toEqual([500, 200]);
    expect(new Set(attempts.map((attempt) => attempt.request?.headers["webhook-id"]))).toEqual(new Set([id]));
  });

  it(`the guide's payload arrives in its shape and key order${name === "webhookBody()" ? ", byte for byte" : ""}`, async () => {
    const example = JSON.parse(GUIDE_PAYLOAD) as { type: string; data: unknown };
    // As printed, with its line ends: only remembered bytes can verify that. Parsed again by express.json() it is minified.
    const printedData = /"data": (\{[\s\S]*?\}),\n/.exec(GUIDE_PAYLOAD)?.[1] ?? "";
    const data = name === "webhookBody()" ? printedData : JSON.stringify(example.data);
    const { id, created } = await api.call<{ id: string; created: string }>(
      "POST",
      "/events",
      `{"type":"${example.type}","data":${data}}`,
    );
    await until(() => app.verdicts.length === 1, { what: "the delivery" });
    const { body } = (
      await until(async () => (await api.deliveryOf(id)).attempts.find((attempt) => attempt.status === "finished"), {
        what: "the attempt to be recorded",
      })
    )?.request ?? { body: "" };
    expect(app.verdicts).toEqual([true]);
    expect(body).toBe(
      `{"id":"${id}","type":"${example.type}","created":"${created}","data":${data},"version":"2024-01-01"}`,
    );
    expect(keysOf(JSON.parse(body))).toEqual(keysOf(example));
    expect(created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(id).toMatch(/^evt_[0-9A-Za-z]{22}$/);
    expect(app.qualified.mock.calls).toEqual([[example.data]]);
  });
});

describe("step 4", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const DELAYS = [2_000, 4_000, 8_000, 16_000, 32_000];

  function retryWith(processWebhook: Handler): (event: unknown) => Promise<void> {
    type Make = (processWebhook: Handler, pause: typeof wait) => (event: unknown) => Promise<void>;
    return printed<Make>(GUIDE_RETRY, ["processWebhook", "wait"], "return retryWebhook;")(processWebhook, wait);
  }

  it("tries five times more, after 2, 4, 8, 16 and 32 seconds", async () => {
    const failure = new Error("still down");
    const processWebhook = vi.fn<Handler>().mockRejectedValue(failure);
    const event = { id: "evt_1" };
    const outcome = retryWith(processWebhook)(event).catch((error: unknown) => error);
    for (const [index, delay] of DELAYS.entries()) {
      await vi.advanceTimersByTimeAsync(delay - 1);
      expect(processWebhook).toHaveBeenCalledTimes(index + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(processWebhook).toHaveBeenCalledTimes(index + 2);
    }
    expect(await outcome).toBe(failure);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(processWebhook.mock.calls).toEqual(Array.from({ length: 6 }, () => [event]));
  });

  it("stops as soon as it succeeds", async () => {
    const processWebhook = vi.fn<Handler>().mockRejectedValueOnce(new Error("down")).mockResolvedValue();
    const done = retryWith(processWebhook)({ id: "evt_1" });
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(processWebhook).toHaveBeenCalledTimes(2);
  });
});

/** Keys in their order, nested objects' too. */
function keysOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]);
}
