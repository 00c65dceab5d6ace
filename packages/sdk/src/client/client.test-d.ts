import { expectTypeOf, test } from "vitest";
import type { Delivery, EventAccepted, Webhook, WebhookCreate } from "./api-types.ts";
import { createClient } from "./client.ts";
import { RawJson } from "./json.ts";

const client = createClient({ baseUrl: "http://127.0.0.1:4400" });

test("a call is given what it needs, and answers with its own type", () => {
  expectTypeOf(client.call("webhooks.get", { params: { id: "wh_1" } })).resolves.toEqualTypeOf<Webhook>();
  expectTypeOf(client.call("webhooks.list")).resolves.toHaveProperty("next_cursor");
  expectTypeOf(client.call("webhooks.delete", { params: { id: "wh_1" } })).resolves.toBeUndefined();
  // @ts-expect-error the id is missing
  client.call("webhooks.get");
  // @ts-expect-error there is no such operation
  client.call("webhooks.got");
  // @ts-expect-error it has an endless answer
  client.call("stream.open");
  // @ts-expect-error it has no body
  client.call("webhooks.list", { body: {} });
  // @ts-expect-error the server would not heed the key
  client.call("webhooks.create", { body: { url: "https://a.example", events: ["*"] }, idempotencyKey: "a" });
});

test("a method is the same call", () => {
  expectTypeOf(client.webhooks.create).parameter(0).toExtend<Readonly<Pick<WebhookCreate, "url">>>();
  expectTypeOf(client.events.publish({ type: "a", data: 1 })).resolves.toEqualTypeOf<EventAccepted>();
  client.events.publish({ type: "a", data: new RawJson("1.0"), id: "mine" }, { idempotencyKey: "a" });
  client.webhooks.create({ url: "https://a.example", events: ["*"] as const });
  // @ts-expect-error an event has data
  client.events.publish({ type: "a" });
  // @ts-expect-error undefined is not JSON
  client.events.publish({ type: "a", data: undefined });
  // @ts-expect-error the status is misspelt
  client.deliveries.list({ status: "suceeded" });
});

test("a list is walked item by item", () => {
  expectTypeOf(client.paginate("deliveries.list", { status: "failed" })).toExtend<AsyncIterable<Delivery>>();
  expectTypeOf(client.paginate("events.deliveries", {}, { params: { id: "evt_1" } })).toExtend<
    AsyncIterable<Delivery>
  >();
  // @ts-expect-error whose deliveries?
  client.paginate("events.deliveries", {});
  // @ts-expect-error it is no list
  client.paginate("webhooks.get");
});

test("the text of an answer comes with its value", async () => {
  const { text, value } = await client.text("webhooks.get", { params: { id: "wh_1" } });
  expectTypeOf(text).toBeString();
  expectTypeOf(value).toEqualTypeOf<Webhook>();
});
