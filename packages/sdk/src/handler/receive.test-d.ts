import type { IncomingMessage, ServerResponse } from "node:http";
import type { Request as ExpressRequest, Response as ExpressResponse } from "express";
import { expectTypeOf, test } from "vitest";
import type { CustomerQualifiedData, WebhookEvent } from "../events/event.ts";
import { webhookHandler } from "./fetch-handler.ts";
import { nodeWebhookHandler } from "./node-handler.ts";

const base = { secret: "whsec_AAAA", onError: () => {} };

test("a handler is given the data of its type", () => {
  webhookHandler({
    ...base,
    on: { "customer.qualified": (event) => expectTypeOf(event.data).toEqualTypeOf<CustomerQualifiedData>() },
    otherwise: (event) => expectTypeOf(event).toEqualTypeOf<WebhookEvent>(),
  });
});

test("custom types are handled once they are named, and a misspelt type does not compile", () => {
  webhookHandler<{ "order.paid": { order_id: string } }>({
    ...base,
    on: { "order.paid": (event) => expectTypeOf(event.data.order_id).toBeString() },
  });
  // @ts-expect-error "custmer.qualified" is not an event type
  webhookHandler({ ...base, on: { "custmer.qualified": () => {} } });
});

test("the Node handler takes the requests of node:http and of Express", () => {
  const handle = nodeWebhookHandler({ ...base, on: {} });
  expectTypeOf<IncomingMessage>().toExtend<Parameters<typeof handle>[0]>();
  expectTypeOf<ServerResponse>().toExtend<Parameters<typeof handle>[1]>();
  expectTypeOf<ExpressRequest>().toExtend<Parameters<typeof handle>[0]>();
  expectTypeOf<ExpressResponse>().toExtend<Parameters<typeof handle>[1]>();
});
