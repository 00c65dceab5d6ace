import { isId } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { TOKENS } from "../testing/fake-engine.ts";
import { addressOf, bodyOf, OPERATIONS } from "../testing/operations.ts";
import { testApi } from "../testing/test-api.ts";

const operations = OPERATIONS.map(([operation, route]) => ({ operation, route }));
const withParameter = operations.filter(({ route }) => route.path.includes("{"));
/** A stream never ends, so it is not for `inject`. */
const answering = operations.filter(({ operation }) => operation !== "stream.open");

/** Signing in asks for no key: it is what a key is given to. */
const guarded = operations.filter(({ route }) => route.scope !== "public");

describe.each(guarded)("$operation", ({ operation, route }) => {
  it("answers a missing, a malformed and an unknown key alike, after the same lookup", async () => {
    const { engine, request } = testApi();
    const send = (headers: Record<string, string>) =>
      request(route.method, addressOf(route, "mine"), { token: null, headers, ...bodyOf(operation) });
    const answers = [
      await send({}),
      await send({ authorization: "Basic Y2NrX2Z1bGw6" }),
      await send({ authorization: `Bearer ${"x".repeat(300)}` }),
      await send({ authorization: "Bearer cck_unknown" }),
    ];
    const bodies = answers.map((answer) => ({ ...answer.json(), request_id: "" }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401]);
    expect(answers.map(({ headers }) => headers["www-authenticate"])).toEqual(Array(4).fill("Bearer"));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(bodies[0]).toMatchObject({ code: "unauthorized", status: 401 });
    expect(engine.tokensAsked).toHaveLength(4);
  });

  it("does not take a key from the query, nor show it", async () => {
    const { request } = testApi();
    const answer = await request(route.method, `${addressOf(route, "mine")}?api_key=${TOKENS.full}`, { token: null });
    expect(answer.statusCode).toBe(401);
    expect(answer.body).not.toContain(TOKENS.full);
  });

  it("does not exist for an account that is not the key's own", async () => {
    const { request } = testApi();
    const send = (account: string, token: string) =>
      request(route.method, addressOf(route, "mine"), {
        token,
        headers: { "callcall-account": account },
        ...bodyOf(operation),
      });
    const answers = [
      await send("acct_other", TOKENS.full),
      await send("acct_unknown", TOKENS.full),
      await send("acct_unknown", TOKENS.operator),
      await send("../acct_other", TOKENS.operator),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify({ ...answer.json(), request_id: "" }))).size).toBe(1);
    expect(answers[0]?.json()).toMatchObject({ code: "not_found", status: 404 });
  });
});

describe.each(operations.filter(({ route }) => route.scope === "operator"))("$operation", ({ operation, route }) => {
  it("is refused to the keys of an account", async () => {
    const { request } = testApi();
    const answer = await request(route.method, addressOf(route, "mine"), bodyOf(operation));
    expect(answer.json()).toMatchObject({ code: "operator_only", status: 403 });
  });
});

const beyondReading = operations.filter(
  ({ route }) => route.scope.endsWith(":write") || route.scope === "secrets:read",
);

describe.each(beyondReading)("$operation", ({ operation, route }) => {
  it("is refused to a read-only key, naming the scope", async () => {
    const { request } = testApi();
    const answer = await request(route.method, addressOf(route, "mine"), {
      token: TOKENS.readOnly,
      ...bodyOf(operation),
    });
    expect(answer.json()).toMatchObject({ code: "insufficient_scope", status: 403 });
    expect(answer.json().detail).toContain(route.scope);
  });
});

describe.each(answering)("$operation", ({ operation, route }) => {
  it("answers in the documented shape", async () => {
    const { request } = testApi();
    const answer = await request(route.method, addressOf(route, "mine"), {
      token: TOKENS.operator,
      ...bodyOf(operation),
    });
    expect(answer.statusCode, answer.body).toBe(route.success.status);
    if (route.success.schema === undefined) expect(answer.body).toBe("");
    else route.success.schema.parse(answer.json());
  });

  it("carries the headers of every answer", async () => {
    const { request } = testApi();
    const { headers } = await request(route.method, addressOf(route, "mine"), bodyOf(operation));
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    });
    expect(isId("request", String(headers["x-request-id"]))).toBe(true);
  });
});

describe.each(withParameter)("$operation", ({ operation, route }) => {
  it("answers a foreign, an unknown, a malformed and an over-long id alike", async () => {
    const { request } = testApi();
    const paths = [
      addressOf(route, "theirs"),
      addressOf(route, "unknown"),
      ...["%00", "..%2Fwebhooks", "wh_mine%2E", "%25", "a b", "%F0%9F%92%A9", "x".repeat(5_000)].map((id) =>
        addressOf(route, "mine").replace(/[a-z]*_mine|(?<=event-types\/)mine/, id.replaceAll(" ", "%20")),
      ),
    ];
    const answers = await Promise.all(paths.map((path) => request(route.method, path, bodyOf(operation))));
    expect(new Set(answers.map((answer) => JSON.stringify({ ...answer.json(), request_id: "" })))).toEqual(
      new Set([JSON.stringify({ ...answers[0]?.json(), request_id: "" })]),
    );
    expect(answers[0]?.json()).toMatchObject({ code: "not_found", status: 404 });
  });

  it("lets an operator act on another account", async () => {
    const { request } = testApi();
    const answer = await request(route.method, addressOf(route, "theirs"), {
      token: TOKENS.operator,
      headers: { "callcall-account": "acct_other" },
      ...bodyOf(operation),
    });
    expect(answer.statusCode, answer.body).toBe(route.success.status);
  });
});
