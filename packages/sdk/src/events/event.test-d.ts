import { expectTypeOf, test } from "vitest";
import type { CustomerQualifiedData, EventOf, ServiceMatchedData, WebhookEvent } from "./event.ts";

test("the guide's switch narrows data and prints the type in its default branch", () => {
  const handle = (event: WebhookEvent): string => {
    switch (event.type) {
      case "customer.qualified":
        expectTypeOf(event.data).toEqualTypeOf<CustomerQualifiedData>();
        return event.data.qualification_type;
      case "service.matched":
        expectTypeOf(event.data).toEqualTypeOf<ServiceMatchedData>();
        return event.data.match_id;
      default:
        expectTypeOf(event).not.toBeNever();
        expectTypeOf(event.type).toExtend<string>();
        return `Unhandled event: ${event.type}`;
    }
  };
  expectTypeOf(handle).returns.toEqualTypeOf<string>();
});

test("when every built-in type is handled, the default branch holds unlisted types with unknown data", () => {
  const handle = (event: WebhookEvent): void => {
    switch (event.type) {
      case "customer.qualified":
      case "service.matched":
      case "message.received":
      case "analysis.completed":
        expectTypeOf(event.data).not.toBeUnknown();
        return;
      default:
        expectTypeOf(event).not.toBeNever();
        expectTypeOf(event.type).toExtend<string>();
        expectTypeOf(event.data).toBeUnknown();
    }
  };
  expectTypeOf(handle).toBeFunction();
});

test("custom types named in the parameter are narrowed like the built-in ones", () => {
  interface Custom {
    "order.paid": { order_id: string };
  }
  const handle = (event: WebhookEvent<Custom>): string => {
    if (event.type === "order.paid") return event.data.order_id;
    if (event.type === "message.received") return event.data.text;
    return event.type;
  };
  expectTypeOf(handle).returns.toEqualTypeOf<string>();
});

test("a misspelt type in a comparison does not compile", () => {
  const handle = (event: WebhookEvent): void => {
    // @ts-expect-error "custmer.qualified" is not a type of this union
    if (event.type === "custmer.qualified") return;
  };
  expectTypeOf(handle).toBeFunction();
});

test("every field of data is required", () => {
  expectTypeOf<EventOf<"analysis.completed">["data"]>().toEqualTypeOf<{
    analysis_id: string;
    customer_id: string;
    summary: string;
    metrics: { name: string; value: number }[];
    completed_at: string;
  }>();
  expectTypeOf<EventOf<"message.received">["data"]["direction"]>().toEqualTypeOf<"inbound">();
  expectTypeOf<EventOf<"customer.qualified">>().toExtend<WebhookEvent>();
});
