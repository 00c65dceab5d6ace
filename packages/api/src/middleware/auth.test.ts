import { expect, it } from "vitest";
import { principal, TOKENS } from "../testing/fake-engine.ts";
import { testApi } from "../testing/test-api.ts";

it("acts on an operator's account unless told otherwise", async () => {
  const { request } = testApi();
  const send = (headers: Record<string, string>) => request("GET", "webhooks", { token: TOKENS.operator, headers });
  expect((await send({})).json().data[0].id).toBe("wh_mine");
  expect((await send({ "callcall-account": "acct_other" })).json().data[0].id).toBe("wh_theirs");
});

it("lets a key name its own account", async () => {
  const { request } = testApi();
  expect((await request("GET", "webhooks", { headers: { "callcall-account": "acct_default" } })).statusCode).toBe(200);
});

it("does not let a key give away scopes that it lacks", async () => {
  const { engine, request } = testApi();
  engine.principals.set("cck_keys", principal("acct_default", ["keys:write"]));
  const answer = await request("POST", "keys", {
    token: "cck_keys",
    body: { name: "more", scopes: ["keys:write", "secrets:read"] },
  });
  expect(answer.json()).toMatchObject({ code: "insufficient_scope", detail: expect.stringContaining("secrets:read") });
});

it("answers a stranger before it reads the body", async () => {
  const { request } = testApi();
  const answer = await request("POST", "webhooks", { token: null, raw: "x".repeat(1_000_000) });
  expect(answer.json().code).toBe("unauthorized");
});

it("does not listen to request ids, forwarded addresses or method overrides", async () => {
  const { request } = testApi();
  const answer = await request("GET", "webhooks/wh_mine", {
    headers: { "x-request-id": "req_theirs", "x-forwarded-for": "127.0.0.1", "x-http-method-override": "DELETE" },
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["x-request-id"]).toMatch(/^req_\d+$/);
});
