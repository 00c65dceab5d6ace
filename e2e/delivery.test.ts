import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { DeliveryDetail, WebhookCreate } from "@callcall/contract";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Api } from "./support/api.ts";
import { type Received, type Receiver, startReceiver } from "./support/receiver.ts";
import { MATCHED, MESSAGE, QUALIFIED } from "./support/samples.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { openStream } from "./support/stream.ts";
import { until } from "./support/until.ts";

let server: TestServer;
let api: Api;
let receiver: Receiver;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  api = await server.api.newAccount("delivery");
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

function register(settings: Partial<WebhookCreate> = {}) {
  return api.register({ url: receiver.url, events: ["customer.qualified"], ...settings });
}

function publish() {
  return api.publish("customer.qualified", QUALIFIED);
}

const retries = (...schedule: number[]) => ({ retry_policy: { schedule_seconds: schedule } });

/** The delivery of an event once it is over. */
function over(eventId: string): Promise<DeliveryDetail> {
  return until(
    async () => {
      const delivery = await api.deliveryOf(eventId);
      return delivery.status !== "pending" && !delivery.in_flight && delivery;
    },
    { what: `the delivery of ${eventId} to end` },
  );
}

describe("retries", () => {
  it("follow the schedule, never early, each of them visible before it happens", async () => {
    receiver.script = ({ nth }) => (nth <= 2 ? 500 : 200);
    await register(retries(1, 2));
    const { id } = await publish();

    const waiting = await until(
      async () => {
        const delivery = await api.deliveryOf(id);
        return delivery.next_attempt_at !== null && delivery.attempt_count === 1 && delivery;
      },
      { what: "the first retry to be planned" },
    );
    expect(waiting).toMatchObject({ status: "pending", last_outcome: "http_5xx", last_response_status: 500 });
    expect(waiting.planned_attempts).toHaveLength(2);
    expect(waiting.planned_attempts[0]).toBe(waiting.next_attempt_at);

    const delivery = await over(id);
    expect(delivery).toMatchObject({ status: "succeeded", attempt_count: 3, planned_attempts: [] });
    expect(delivery.attempts.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, "http_5xx"],
      [2, "http_5xx"],
      [3, "delivered"],
    ]);
    const [first, second, third] = receiver.of(id) as [Received, Received, Received];
    expect(second.atMs - first.atMs).toBeGreaterThanOrEqual(1_000);
    expect(third.atMs - second.atMs).toBeGreaterThanOrEqual(2_000);
    expect([first, second, third].map(({ headers }) => headers["x-callcall-attempt"])).toEqual(["1", "2", "3"]);
    expect(new Set(receiver.of(id).map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([id]));
  });

  it("end as failed, kept and visible, when the schedule is used up; by hand it goes again", async () => {
    receiver.script = () => ({ status: 404, body: "nobody here" });
    await register(retries(1));
    const { id } = await publish();
    const failed = await over(id);
    expect(failed).toMatchObject({
      status: "failed",
      attempt_count: 2,
      last_outcome: "http_4xx",
      next_attempt_at: null,
    });
    expect(failed.attempts[1]?.response).toMatchObject({ status: 404, body: "nobody here" });
    expect((await api.deliveries({ status: "failed" })).map((delivery) => delivery.id)).toEqual([failed.id]);
    expect(await api.call("GET", "/events?status=failed")).toMatchObject({
      data: [{ id, deliveries: { pending: 0, succeeded: 0, failed: 1, cancelled: 0 } }],
    });

    receiver.script = () => 200;
    await api.call("POST", `/deliveries/${failed.id}/retry`);
    expect(await over(id)).toMatchObject({ status: "succeeded", attempt_count: 3 });
  });

  it("name what went wrong on the way", async () => {
    receiver.script = ({ nth }) => (nth === 1 ? "reset" : nth === 2 ? "close" : 200);
    await register(retries(1, 1));
    const { attempts } = await over((await publish()).id);
    expect(attempts.map((attempt) => attempt.outcome)).toEqual(["connection_reset", "connection_closed", "delivered"]);
    expect(attempts[0]?.error).toMatch(/reset the connection/);
  });

  it("an endpoint that nobody listens on is refused, and reached once somebody does", async () => {
    const { url } = receiver;
    await receiver.close();
    await register(retries(1, 1, 1, 1, 1));
    const { id } = await publish();
    await until(async () => (await api.deliveryOf(id)).last_outcome === "connect_refused", { what: "a refusal" });
    const late = createServer((request, response) => request.resume().on("end", () => response.end("late")));
    await new Promise<void>((resolve) => late.listen(Number(new URL(url).port), "127.0.0.1", resolve));
    try {
      expect(await over(id)).toMatchObject({ status: "succeeded" });
    } finally {
      late.closeAllConnections();
      await new Promise((resolve) => late.close(resolve));
    }
  });
});

describe("what the consumer's answer asks for", () => {
  it("Retry-After pauses the whole webhook", async () => {
    receiver.script = () => ({ status: 503, headers: { "retry-after": "2" } });
    const { id: webhookId } = await register(retries(1));
    const { id: first } = await publish();
    const asked = await receiver.request(first);
    await until(async () => (await api.webhook(webhookId)).paused_until !== null, { what: "the pause" });
    receiver.script = () => 200;
    const { id: second } = await publish();
    const [again, other] = [await receiver.request(first, 2), await receiver.request(second)];
    expect(again.atMs - asked.atMs).toBeGreaterThanOrEqual(2_000);
    expect(other.atMs - asked.atMs).toBeGreaterThanOrEqual(1_990);
    await over(first);
    await over(second);
    expect(await api.webhook(webhookId)).toMatchObject({ status: "enabled", paused_until: null, failing_since: null });
  });

  it("410 disables the webhook at once, and what it is owed later is stored and not sent", async () => {
    receiver.script = () => 410;
    const { id: webhookId } = await register(retries(1, 1));
    const gone = await over((await publish()).id);
    expect(gone).toMatchObject({ status: "failed", last_outcome: "http_410", attempt_count: 1 });
    expect(await api.webhook(webhookId)).toMatchObject({ status: "disabled", disabled_reason: "gone" });
    expect((await publish()).deliveries).toBe(0);
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])("%d is never followed", async (status) => {
    let hits = 0;
    const canary = createServer((_request, response) => {
      hits += 1;
      response.end();
    });
    canary.on("connection", () => {
      hits += 1;
    });
    await new Promise<void>((resolve) => canary.listen(0, "127.0.0.1", resolve));
    const location = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/metadata`;
    try {
      receiver.script = () => ({ status, headers: { location } });
      await register(retries());
      const delivery = await over((await publish()).id);
      expect(delivery).toMatchObject({ status: "failed", last_outcome: "http_3xx", last_response_status: status });
      expect(delivery.attempts[0]?.response?.headers["location"]).toBe(location);
      expect(hits).toBe(0);
    } finally {
      await new Promise((resolve) => canary.close(resolve));
    }
  });

  it("a 2xx counts whatever the body does after it", async () => {
    receiver.script = () => "drip";
    await register();
    const delivery = await over((await publish()).id);
    expect(delivery).toMatchObject({ status: "succeeded", attempt_count: 1 });
    expect(delivery.attempts[0]?.response).toMatchObject({ status: 200, body_incomplete: true });
  });

  it("silence ends at the deadline", async () => {
    receiver.script = () => "hang";
    await register({ deadline_ms: 1_000, ...retries() });
    const { attempts } = await over((await publish()).id);
    expect(attempts[0]).toMatchObject({ outcome: "timeout_headers", response: null });
    expect(attempts[0]?.timings_ms?.total).toBeGreaterThanOrEqual(1_000);
    expect(attempts[0]?.timings_ms?.total).toBeLessThan(2_000);
  });
});

describe("a webhook's settings", () => {
  it("custom headers are sent, credentials shown nowhere", async () => {
    const headers = {
      "x-team": "billing",
      authorization: "Bearer of-the-consumer",
      "x-api-key": "key-of-the-consumer",
    };
    const { id: webhookId } = await register({ headers });
    const { id } = await publish();
    expect((await receiver.request(id)).headers).toMatchObject(headers);
    const delivery = await over(id);
    const shown = { "x-team": "billing", authorization: "•••", "x-api-key": "•••" };
    expect(delivery.attempts[0]?.request?.headers).toMatchObject(shown);
    expect((await api.webhook(webhookId)).headers).toEqual({
      "x-team": "billing",
      authorization: null,
      "x-api-key": null,
    });
    for (const path of ["/webhooks", `/webhooks/${webhookId}`, `/deliveries/${delivery.id}`, "/audit-log"]) {
      expect((await api.send("GET", path)).text).not.toContain("of-the-consumer");
    }
    const refused = await api.send("PATCH", `/webhooks/${webhookId}`, { headers: { "Webhook-Id": "evt_forged" } });
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([422, "invalid_header"]);
  });

  it("wildcards: a prefix, everything, and not what only looks like the prefix", async () => {
    await api.call("POST", "/event-types", { name: "customers.merged" });
    const prefix = await register({ events: ["customer.*"] });
    const all = await register({ events: ["*"] });
    const several = await register({ events: ["message.received", "service.matched"] });
    const published = [
      await publish(),
      await api.publish("service.matched", MATCHED),
      await api.publish("message.received", MESSAGE),
      await api.publish("customers.merged", {}),
    ];
    expect(published.map((event) => event.deliveries)).toEqual([2, 2, 2, 1]);
    await receiver.count(7);
    const deliveries = await api.deliveries();
    const typesOf = (webhookId: string): string[] =>
      deliveries
        .filter((delivery) => delivery.webhook_id === webhookId)
        .map((delivery) => delivery.event_type)
        .sort();
    expect(typesOf(prefix.id)).toEqual(["customer.qualified"]);
    expect(typesOf(all.id)).toEqual(["customer.qualified", "customers.merged", "message.received", "service.matched"]);
    expect(typesOf(several.id)).toEqual(["message.received", "service.matched"]);
  });

  it("an unknown type is refused with the nearest known one", async () => {
    const answer = await api.send("POST", "/webhooks", { url: receiver.url, events: ["customer.qualifed"] });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("Did you mean customer.qualified?");
  });

  it("disable holds what is pending, enable goes on with it", async () => {
    receiver.script = ({ nth }) => (nth === 1 ? 500 : 200);
    const { id: webhookId } = await register(retries(1));
    const { id } = await publish();
    await receiver.request(id);
    await api.call("POST", `/webhooks/${webhookId}/disable`);
    const { id: meanwhile, deliveries } = await publish();
    expect(deliveries).toBe(0);
    const due = await until(
      async () => {
        const delivery = await api.deliveryOf(id);
        const { next_attempt_at: next } = delivery;
        return next !== null && Date.parse(next) < Date.now() - 300 && delivery;
      },
      { what: "the retry to be overdue" },
    );
    expect(due).toMatchObject({ status: "pending", attempt_count: 1, in_flight: false });
    expect(receiver.requests).toHaveLength(1);
    await api.call("POST", `/webhooks/${webhookId}/enable`);
    expect(await over(id)).toMatchObject({ status: "succeeded", attempt_count: 2 });
    expect(receiver.of(meanwhile)).toEqual([]);
  });

  it("delete cancels what is pending, visibly", async () => {
    receiver.script = () => 500;
    const { id: webhookId } = await register(retries(600));
    const { id } = await publish();
    await until(async () => (await api.deliveryOf(id)).next_attempt_at, { what: "the retry to be planned" });
    expect((await api.send("DELETE", `/webhooks/${webhookId}`)).status).toBe(204);
    const delivery = await api.deliveryOf(id);
    expect(delivery).toMatchObject({ status: "cancelled", cancelled_reason: "webhook_deleted", next_attempt_at: null });
    expect(delivery.attempts).toHaveLength(1);
    expect((await api.send("GET", `/webhooks/${webhookId}`)).status).toBe(404);
    expect(receiver.requests).toHaveLength(1);
  });

  it("delete lets an attempt in flight end and records it", async () => {
    let answer = (_status: number): void => {};
    receiver.script = () => new Promise<number>((resolve) => (answer = resolve));
    const { id: webhookId } = await register();
    const { id } = await publish();
    await receiver.request(id);
    await api.call("DELETE", `/webhooks/${webhookId}`);
    expect(await api.deliveryOf(id)).toMatchObject({ status: "cancelled", in_flight: true });
    answer(200);
    const delivery = await over(id);
    expect(delivery).toMatchObject({ status: "cancelled", last_outcome: "delivered" });
    expect(delivery.attempts).toMatchObject([{ outcome: "delivered", response: { status: 200 } }]);
  });
});

describe("the webhook tester", () => {
  it("answers with the whole attempt", async () => {
    receiver.script = () => ({ status: 201, headers: { "x-answer": "yes" }, body: "thanks" });
    const { id: webhookId, secret } = await register();
    const attempt = await api.test(webhookId, { type: "service.matched" });
    expect(attempt).toMatchObject({
      attempt: 1,
      status: "finished",
      outcome: "delivered",
      error: null,
      remote_address: "127.0.0.1",
      response: { status: 201, body: "thanks", headers: { "x-answer": "yes" } },
      timings_ms: { total: expect.any(Number), first_byte: expect.any(Number) },
    });
    const [sent] = receiver.requests as [Received];
    expect(attempt.request).toMatchObject({ url: receiver.url, body: sent.text, body_bytes: sent.body.length });
    expect(attempt.request?.headers["x-callcall-signature"]).toBe(sent.headers["x-callcall-signature"]);
    const verdict = await api.call("POST", "/signatures/verify", {
      payload: sent.text,
      signature: sent.headers["x-callcall-signature"],
      timestamp: sent.headers["x-callcall-timestamp"],
      secret,
    });
    expect(verdict).toMatchObject({ valid: true });
    expect(await api.deliveries()).toEqual([]);
  });

  it("sends own data byte for byte, and shows a failure as an answer", async () => {
    receiver.script = () => 500;
    const { id: webhookId } = await register();
    const answer = await api.send(
      "POST",
      `/webhooks/${webhookId}/test`,
      '{"type":"customer.qualified","data":{"n":1.0}}',
    );
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ outcome: "http_5xx", charged: false });
    expect(receiver.requests[0]?.text).toContain('"data":{"n":1.0},');
    expect(await api.webhook(webhookId)).toMatchObject({ status: "enabled", failing_since: null });
  });
});

describe("ordering: fifo", () => {
  it("keeps the order over a failing consumer: nothing overtakes", async () => {
    // Every other event fails at first, one of them for good.
    const order: string[] = [];
    receiver.script = ({ eventId, nth }) => {
      const index = order.indexOf(eventId);
      if (index === 3) return 500;
      return index % 2 === 1 && nth === 1 ? 500 : 200;
    };
    await register({ ordering: "fifo", ...retries(1) });
    for (let n = 0; n < 6; n++) {
      // The ids are ours, so that the script knows the order before the first request arrives.
      const id = `fifo-${n}`;
      order.push(id);
      await api.call("POST", "/events", { id, type: "customer.qualified", data: { ...QUALIFIED, score: n } });
    }
    for (const id of order) await over(id);
    expect(receiver.requests.map((request) => `${request.eventId}#${request.nth}`)).toEqual([
      "fifo-0#1",
      "fifo-1#1",
      "fifo-1#2",
      "fifo-2#1",
      "fifo-3#1",
      "fifo-3#2",
      "fifo-4#1",
      "fifo-5#1",
      "fifo-5#2",
    ]);
    expect((await api.deliveries({ status: "failed" })).map((delivery) => delivery.event_id)).toEqual(["fifo-3"]);
  });

  it("sends in the order of acceptance when many publish at once, one at a time", async () => {
    let open = 0;
    let most = 0;
    receiver.script = async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return 200;
    };
    await register({ ordering: "fifo" });
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let n = 0; n < 25; n++) await publish();
      }),
    );
    const sent = (await receiver.count(200)).map((request) => request.eventId);
    // Ids grow in the order in which the server accepted.
    expect(sent).toEqual([...sent].sort());
    expect(most).toBe(1);
  });
});

describe("the debug console", () => {
  it("tells what happens to an event as it happens, and goes on from Last-Event-ID without a gap", async () => {
    receiver.script = ({ nth }) => (nth === 1 ? 500 : 200);
    const { id: webhookId } = await register(retries(1));
    const stream = await openStream(api);
    const { id } = await publish();
    await stream.waitFor((messages) => messages.some(({ entry }) => entry.kind === "delivery.finished"), {
      what: "the delivery to finish on the stream",
    });
    await stream.close();
    const ofEvent = stream.messages.filter(({ entry }) => entry.event_id === id);
    expect(
      ofEvent.map(({ entry }) => [entry.kind, entry.attempt, entry.outcome ?? entry.status ?? entry.deliveries]),
    ).toEqual([
      ["event.accepted", undefined, 1],
      ["attempt.started", 1, undefined],
      ["attempt.finished", 1, "http_5xx"],
      ["retry.planned", 1, undefined],
      ["attempt.started", 2, undefined],
      ["attempt.finished", 2, "delivered"],
      ["delivery.finished", 2, "succeeded"],
    ]);
    expect(ofEvent.slice(1).every(({ entry }) => entry.webhook_id === webhookId)).toBe(true);

    // The connection is gone; three events happen meanwhile.
    const missed = [await publish(), await publish(), await publish()].map((event) => event.id);
    for (const event of missed) await over(event);
    const from = stream.messages[2];
    const resumed = await openStream(api, "", from?.id);
    await resumed.waitFor((messages) => missed.every((event) => messages.some(({ entry }) => isEnd(entry, event))), {
      what: "what was missed",
    });
    await resumed.close();
    const ids = resumed.messages.map((message) => message.id);
    expect(ids.slice(0, stream.messages.length - 3)).toEqual(stream.messages.slice(3).map((message) => message.id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(resumed.messages.some(({ entry }) => entry.kind === "stream.gap")).toBe(false);
  });

  it("says that there is a gap to an id that it does not hold", async () => {
    const stream = await openStream(api, "", "another-17");
    const first = await stream.waitFor((messages) => messages[0], { what: "the gap" });
    expect(first.entry).toMatchObject({ kind: "stream.gap", missed: null });
    await stream.close();
  });

  it("filters, and shows no other account's events", async () => {
    const other = await server.api.newAccount("other");
    await register({ events: ["*"] });
    const stream = await openStream(api, "?kinds=event.accepted&type=service.*");
    await other.publish("service.matched", MATCHED);
    await publish();
    const { id } = await api.publish("service.matched", MATCHED);
    await stream.waitFor((messages) => messages.some(({ entry }) => entry.event_id === id), { what: "the event" });
    await stream.close();
    expect(stream.messages.map(({ entry }) => [entry.kind, entry.event_id])).toEqual([["event.accepted", id]]);
  });
});

function isEnd(entry: { kind: string; event_id?: string | undefined }, eventId: string): boolean {
  return entry.kind === "delivery.finished" && entry.event_id === eventId;
}
