import type { ReceivedRequest, Receiver, Webhook } from "@callcall/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./support/server.ts";
import { openStream } from "./support/stream.ts";

const data = { customer_id: "customer_1", score: 85, qualification_type: "hot", triggers: ["budget_match"] };

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

async function receiver(behaviour: object = {}): Promise<{ made: Receiver; webhook: Webhook }> {
  const made = await server.api.call<Receiver>("POST", "/sim/receivers", { name: "Test", behaviour });
  const webhook = await server.api.call<Webhook>("POST", "/webhooks", {
    url: made.url,
    events: ["customer.qualified"],
  });
  return { made, webhook };
}

const requestsOf = async (id: string): Promise<readonly ReceivedRequest[]> =>
  (await server.api.call<{ data: ReceivedRequest[] }>("GET", `/sim/receivers/${id}/requests`)).data;

describe("a built-in receiver", () => {
  it("gets an event of its own server, finds the signature valid, and says so on the stream", async () => {
    const { made, webhook } = await receiver();
    const stream = await openStream(server.api, "?kinds=receiver.request");
    const event = await server.api.call<{ id: string }>("POST", "/events", { type: "customer.qualified", data });
    const entry = await stream.waitFor(
      (messages) => messages.find((message) => message.entry.receiver_id === made.id)?.entry,
      { what: "the receiver to report" },
    );
    await stream.close();
    expect(entry).toMatchObject({ event_id: event.id, webhook_id: webhook.id, signature_valid: true });
    const [first, ...others] = await requestsOf(made.id);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ id: entry.received_id, event_id: event.id, signature: { valid: true } });
    expect(JSON.parse(first?.body ?? "").data).toEqual(data);
    await server.api.call("DELETE", `/webhooks/${webhook.id}`);
  });

  it.each([
    [{ answer: "status", status: 503 }, "http_5xx"],
    [{ answer: "reset" }, "connection_reset"],
    [{ answer: "rate_limited", retry_after_seconds: 1 }, "http_429"],
  ])("answers %j and the attempt ends as %s", async (behaviour, outcome) => {
    const { webhook } = await receiver(behaviour);
    const attempt = await server.api.call<{ outcome: string }>("POST", `/webhooks/${webhook.id}/test`, {
      type: "customer.qualified",
    });
    expect(attempt.outcome).toBe(outcome);
    await server.api.call("DELETE", `/webhooks/${webhook.id}`);
  });
});

it("a receiver that hangs does not keep the server from stopping", async () => {
  const own = await startServer({ args: ["--drain-seconds", "20"] });
  const made = await own.api.call<Receiver>("POST", "/sim/receivers", { name: "Hangs", behaviour: { answer: "hang" } });
  await own.api.call("POST", "/webhooks", { url: made.url, events: ["*"] });
  const stream = await openStream(own.api, "?kinds=receiver.request");
  await own.api.call("POST", "/events", { type: "customer.qualified", data });
  await stream.waitFor((messages) => messages[0], { what: "the request to arrive" });
  const started = performance.now();
  await own.stop();
  expect(performance.now() - started).toBeLessThan(10_000);
  await stream.close();
});

it("has no address while a production server does not know its own", async () => {
  const own = await startServer({ mode: "serve" });
  const made = await own.api.call<Receiver>("POST", "/sim/receivers", { name: "Test" });
  expect(made.url).toBeNull();
  await own.stop();
  const known = await startServer({ mode: "serve", args: ["--public-url", "https://hooks.example"] });
  const other = await known.api.call<Receiver>("POST", "/sim/receivers", { name: "Test" });
  expect(other.url).toBe(`https://hooks.example/sim/r/${other.id}`);
  await known.stop();
});
