import type { WebhookRecord } from "@callcall/store";
import { describe, expect, it } from "vitest";
import { webhookRecord } from "../testing/records.ts";
import { Budget } from "./budget.ts";
import { fanOut, match, type Subscriber } from "./fan-out.ts";
import { compileFilter, type Filter } from "./filter.ts";
import { Payload } from "./payload.ts";

const payloadOf = (value: unknown): Payload => new Payload(new TextEncoder().encode(JSON.stringify(value)));

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
    expect(match(subscriber(changes, filter), "customer.qualified", payloadOf({ score: 85 }), new Budget())).toBe(
      expected,
    );
  });
});

describe("fanOut", () => {
  const idsOf = (subscribers: readonly Subscriber[], payload: Payload, budget = new Budget()): readonly string[] =>
    fanOut({ version: 1, subscribers }, "customer.qualified", payload, budget).map((webhook) => webhook.id);

  it("keeps the order of the webhooks, and parses the payload only where a filter looks at it", () => {
    const unreadable = new Payload(new TextEncoder().encode("{"));
    expect(idsOf([subscriber({ id: "wh_1" }), subscriber({ id: "wh_2" })], unreadable)).toEqual(["wh_1", "wh_2"]);
    const filtered = [
      subscriber({ id: "wh_1" }, "data.score > 90"),
      subscriber({ id: "wh_2", events: ["service.*"] }, "data.score > 0"),
      subscriber({ id: "wh_3" }, "data.score > 0"),
    ];
    expect(idsOf(filtered, payloadOf({ score: 85 }))).toEqual(["wh_3"]);
  });

  it("rather sends one too many than looks through more than its budget", () => {
    const scanning = [
      subscriber({ id: "wh_1" }, "data.list.exists(x, x == 1)"),
      subscriber({ id: "wh_2" }, "data.no == 1"),
    ];
    const payload = payloadOf({ list: Array.from({ length: 1_000 }, () => 0), no: 0 });
    expect(idsOf(scanning, payload)).toEqual([]);
    expect(idsOf(scanning, payload, new Budget(1_000))).toEqual(["wh_1"]);
  });
});
