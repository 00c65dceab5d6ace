import { describe, expect, it } from "vitest";
import { testApi } from "../testing/test-api.ts";

describe("query", () => {
  it.each([
    ["limit=-1", "/limit"],
    ["limit=0", "/limit"],
    ["limit=251", "/limit"],
    ["limit=1e9", "/limit"],
    ["limit=abc", "/limit"],
    ["limit=", "/limit"],
    ["limit=1.5", "/limit"],
    ["limit=1e2", "/limit"],
    ["limit=1.0", "/limit"],
    ["limit=+5", "/limit"],
    ["limit=%2B5", "/limit"],
    ["limit=%205", "/limit"],
    ["limit=0x10", "/limit"],
    ["limit=1&limit=2", "/limit"],
    ["unknown=1", "/unknown"],
    ["__proto__=1", "/__proto__"],
    ["status=lost", "/status"],
    ["since=yesterday", "/since"],
    ["since=2025-02-07T02:55:00", "/since"],
    ["since=NaN", "/since"],
    ["text=", "/text"],
    ["text=a%00b", "/text"],
    ["webhook_id=%00", "/webhook_id"],
  ])("refuses %s", async (query, pointer) => {
    const answer = await testApi().request("GET", `events?${query}`);
    expect(answer.json()).toMatchObject({ code: "invalid_parameter", status: 400, errors: [{ pointer }] });
  });

  it("is refused by calls that have none, without showing a value", async () => {
    const answer = await testApi().request("POST", "webhooks/wh_mine/enable?token=cck_secret");
    expect(answer.json()).toMatchObject({ code: "invalid_parameter", errors: [{ pointer: "/token" }] });
    expect(answer.body).not.toContain("cck_secret");
  });
});

describe("filters", () => {
  it.each([
    ["", {}],
    ["type=*", {}],
    ["type=customer.qualified", { type: "customer.qualified" }],
    ["type=customer.*", { typePrefix: "customer." }],
    ["since=2025-02-07T02:55:00.250Z", { sinceMs: Date.UTC(2025, 1, 7, 2, 55, 0, 250) }],
    ["until=2025-02-07T02:55:00Z", { untilMs: Date.UTC(2025, 1, 7, 2, 55) }],
    ["status=failed&webhook_id=wh_mine&text=a%20b", { state: "failed", webhookId: "wh_mine", text: "a b" }],
  ])("reach the engine: events?%s", async (query, filter) => {
    const { engine, request } = testApi();
    expect((await request("GET", `events?${query}`)).statusCode).toBe(200);
    expect(engine.calls).toEqual([{ method: "events.list", args: [filter] }]);
  });

  it("of deliveries add the event", async () => {
    const { engine, request } = testApi();
    await request("GET", "deliveries?event_id=evt_mine&type=customer.*");
    expect(engine.calls[0]?.args).toEqual([{ eventId: "evt_mine", typePrefix: "customer." }]);
  });

  it.each([
    ["", {}],
    ["action=*", {}],
    ["action=secret.reveal", { action: "secret.reveal" }],
    ["action=webhook.*", { actionPrefix: "webhook." }],
    ["actor=key_1&target=wh_1", { actor: "key_1", target: "wh_1" }],
    ["since=2025-02-07T02:55:00Z&until=2025-02-07T02:56:00Z", { sinceMs: 1738896900000, untilMs: 1738896960000 }],
  ])("reach the engine: audit-log?%s", async (query, filter) => {
    const { engine, request } = testApi();
    expect((await request("GET", `audit-log?${query}`)).statusCode).toBe(200);
    expect(engine.calls).toEqual([{ method: "audit.list", args: [filter] }]);
  });
});
