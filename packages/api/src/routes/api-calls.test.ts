import { expect, it } from "vitest";
import { TOKENS } from "../testing/fake-engine.ts";
import { testApi } from "../testing/test-api.ts";

it("every call is counted by who asked, from where, and what was answered", async () => {
  const { engine, request } = testApi();
  const mine = { accountId: "acct_default", actor: "key_mine", actorName: "Mine", ip: "127.0.0.1" };
  const stranger = { accountId: "acct_default", actor: "unknown", actorName: "Without a valid key", ip: "127.0.0.1" };
  await request("POST", "events", { body: { type: "customer.qualified", data: {} } });
  await request("GET", "webhooks/wh_unknown");
  await request("POST", "webhooks", { token: TOKENS.readOnly, body: {} });
  await request("GET", "keys", { token: "cck_unknown" });
  await request("GET", "keys", { token: TOKENS.operator, headers: { "callcall-account": "acct_other" } });
  await request("GET", "keys", { headers: { "callcall-account": "acct_other" } });
  await request("GET", "nothing");
  expect(engine.counted).toEqual([
    { ...mine, operation: "events.publish", status: 202 },
    { ...mine, operation: "webhooks.get", status: 404 },
    { ...mine, operation: "webhooks.create", status: 403 },
    { ...stranger, operation: "keys.list", status: 401 },
    { ...mine, accountId: "acct_other", operation: "keys.list", status: 200 },
    { ...mine, operation: "keys.list", status: 404 },
  ]);
});

it.each([
  ["", {}],
  ["actor=key_1&operation=events.publish", { actor: "key_1", operation: "events.publish" }],
  ["failed=true", { failed: true }],
  ["failed=false&since=2025-02-07T02:55:00Z", { failed: false, sinceMs: 1738896900000 }],
])("filters reach the engine: api-calls?%s", async (query, filter) => {
  const { engine, request } = testApi();
  const answer = await request("GET", `api-calls?${query}`);
  expect(answer.json().data).toMatchObject([
    { operation: "events.publish", method: "POST", path: "/events", count: 12 },
  ]);
  expect(engine.calls).toEqual([{ method: "apiCalls.list", args: [filter] }]);
});
