import type { WebhookRecord } from "@callcall/store";
import { describe, expect, it, vi } from "vitest";
import { webhookRecord } from "../testing/records.ts";
import { fanOut, match, type Subscriber } from "./fan-out.ts";
import { compileFilter, type Filter } from "./filter.ts";

function filterOf(source: string): Filter {
  const compilation = compileFilter(source);
  if (!compilation.ok) throw new Error(compilation.detail);
  return compilation.filter;
}

const subscriber = (changes: Partial<WebhookRecord>, filter: string | null = null): Subscriber => ({
  webhook: webhookRecord(changes),
  filter: filter === null ? null : filterOf(filter),
});

describe("match", () => {
  const data = () => ({ score: 85 });
  it.each([
    [{ events: ["*"] }, null, "owed"],
    [{ events: ["service.*", "customer.*"] }, null, "owed"],
    [{ events: ["service.*"] }, null, "other_type"],
    [{ events: ["*"], status: "disabled" }, null, "disabled"],
    [{ events: ["service.*"], status: "disabled" }, null, "other_type"],
    [{ events: ["*"] }, "data.score > 80", "owed"],
    [{ events: ["*"] }, "data.score > 90", "filtered_out"],
    [{ events: ["*"] }, "data.missing > 90", "filtered_out"],
    [{ events: ["*"], status: "disabled" }, "data.score > 90", "disabled"],
  ] as const)("%j with filter %j is %s", (changes, filter, expected) => {
    expect(match(subscriber(changes, filter), "customer.qualified", data)).toBe(expected);
  });
});

describe("fanOut", () => {
  it("keeps the order of the webhooks, and asks for the data only where a filter looks at it", () => {
    const data = vi.fn(() => ({ score: 85 }));
    const plain = { version: 1, subscribers: [subscriber({ id: "wh_1" }), subscriber({ id: "wh_2" })] };
    expect(fanOut(plain, "customer.qualified", data).map((webhook) => webhook.id)).toEqual(["wh_1", "wh_2"]);
    expect(data).not.toHaveBeenCalled();
    const filtered = {
      version: 1,
      subscribers: [
        subscriber({ id: "wh_1" }, "data.score > 90"),
        subscriber({ id: "wh_2", events: ["service.*"] }, "data.score > 0"),
        subscriber({ id: "wh_3" }, "data.score > 0"),
      ],
    };
    expect(fanOut(filtered, "customer.qualified", data).map((webhook) => webhook.id)).toEqual(["wh_3"]);
    expect(data).toHaveBeenCalledTimes(2);
  });
});
