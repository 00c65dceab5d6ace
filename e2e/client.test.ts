import {
  type ApiError,
  type Client,
  createClient,
  memberText,
  RawJson,
  type StreamEntry,
  type StreamState,
} from "@callcall/webhooks/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tempDir } from "./support/paths.ts";
import { type Receiver, startReceiver } from "./support/receiver.ts";
import { QUALIFIED } from "./support/samples.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { Growing } from "./support/until.ts";

let data: Awaited<ReturnType<typeof tempDir>>;
let server: TestServer;
let receiver: Receiver;
let client: Client;

beforeAll(async () => {
  data = await tempDir();
  server = await startServer({ dataDir: data.path });
  receiver = await startReceiver();
  const operator = createClient({ baseUrl: server.url, apiKey: server.api.key });
  const { id: account } = await operator.accounts.create({ name: "client" });
  client = createClient({ baseUrl: server.url, apiKey: server.api.key, account });
});
afterAll(async () => {
  await receiver?.close();
  await server?.stop();
  await data?.remove();
});

it("registers, publishes bytes, and reads them back as they were", async () => {
  const webhook = await client.webhooks.create({ url: receiver.url, events: ["customer.*"], description: "first" });
  expect(await client.webhooks.update(webhook.id, { description: "second" })).toMatchObject({ description: "second" });
  const bytes = '{"customer_id":"c","score":12345678901234567890,"qualification_type":"hot","triggers":[] ,"x":1.0}';
  const accepted = await client.events.publish(
    { type: "customer.qualified", data: new RawJson(bytes) },
    { idempotencyKey: "once" },
  );
  const delivered = await receiver.request(accepted.id);
  expect(delivered.text).toContain(`"data":${bytes},`);
  const { text, value } = await client.text("events.get", { params: { id: accepted.id } });
  expect(memberText(text, "data")).toBe(bytes);
  expect(value).toMatchObject({ id: accepted.id, type: "customer.qualified" });
  await client.webhooks.delete(webhook.id);
});

it("says what is wrong with a request", async () => {
  const url = "no url";
  const error: ApiError = await client.webhooks.create({ url, events: ["*"] }).catch((reason) => reason);
  expect(error).toMatchObject({ name: "ApiError", status: 422, code: "address_refused" });
  expect(error.requestId).toMatch(/^req_/);
  await expect(client.webhooks.get("wh_0000000000000000000000")).rejects.toMatchObject({ code: "not_found" });
  const stranger = createClient({ baseUrl: server.url, apiKey: "nobody" });
  await expect(stranger.webhooks.list()).rejects.toMatchObject({ status: 401, code: "unauthorized" });
  await expect(stranger.stream()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "unauthorized" });
});

it("walks a list to its end, and a publish that is repeated changes nothing", async () => {
  const ids = Array.from({ length: 7 }, (_, index) => `paged-${index}`);
  const events = ids.map((id) => ({ id, type: "customer.qualified", data: QUALIFIED }));
  const first = await client.events.publishBatch({ events });
  expect(await client.events.publishBatch({ events })).toEqual(first);
  const seen: string[] = [];
  for await (const { id } of client.paginate("events.list", { limit: 2 })) seen.push(id);
  expect(seen.filter((id) => id.startsWith("paged-"))).toEqual([...ids].reverse());
});

it("follows the stream across a restart of the server", async () => {
  const entries = new Growing<StreamEntry>();
  const states = new Growing<StreamState>();
  const stop = new AbortController();
  const follow = async (): Promise<void> => {
    const options = { signal: stop.signal, onState: (state: StreamState) => states.push(state) };
    for await (const entry of client.stream({ kinds: "event.accepted" }, options)) entries.push(entry);
  };
  const following = follow();
  const publish = (id: string) => client.events.publish({ id, type: "customer.qualified", data: QUALIFIED });
  const arrival = (id: string) =>
    entries.waitFor((all) => all.some(({ event_id: eventId }) => eventId === id), { what: `${id} on the stream` });

  await states.waitFor((all) => all.some(({ state }) => state === "open"), { what: "the stream to open" });
  await publish("before");
  await arrival("before");
  await server.stop();
  await states.waitFor((all) => all.some(({ state }) => state === "reconnecting"), { what: "the break to be seen" });
  const port = new URL(server.url).port;
  server = await startServer({ dataDir: data.path, args: ["--port", port] });
  await states.waitFor((all) => all.filter(({ state }) => state === "open").length > 1, {
    what: "the stream to be open again",
    timeoutMs: 40_000,
  });
  await publish("after");
  await arrival("after");
  // What the new server never had, it says that it cannot tell.
  expect(entries.items.map(({ kind }) => kind)).toContain("stream.gap");
  expect(states.items.map(({ state }) => state)).toContain("behind");
  stop.abort();
  await following;
  expect(states.items.at(-1)).toEqual({ state: "dead", reason: "stopped" });
});
