import { describe, expect, it } from "vitest";
import { principal, TOKENS } from "../testing/fake-engine.ts";
import { PORTAL_TOKENS } from "../testing/fake-sessions.ts";
import { addressOf, bodyOf, OPERATIONS } from "../testing/operations.ts";
import { rawSocket } from "../testing/raw-socket.ts";
import { type TestApi, testApi } from "../testing/test-api.ts";

const OURS = { "sec-fetch-site": "same-origin" } as const;

/** Come in by a link as its page does: what to send from then on. */
async function enter({ request }: TestApi, tag: "mine" | "theirs" = "mine"): Promise<Record<string, string>> {
  const answer = await request("POST", "session", {
    token: null,
    headers: OURS,
    body: { portal_token: PORTAL_TOKENS[tag] },
  });
  expect(answer.statusCode, answer.body).toBe(201);
  const cookie = String(answer.headers["set-cookie"]).split(";", 1)[0] ?? "";
  return { ...OURS, cookie, "callcall-portal": `prt_${tag}` };
}

describe("a portal link", () => {
  it("is made from the public URL, with its token in the fragment, shown once", async () => {
    const { request } = testApi();
    const answer = await request("POST", "portal-sessions", { headers: { host: "evil.example" }, body: {} });
    const { id, url } = answer.json();
    expect(url).toBe(`https://hooks.example/portal/${id}#token=cp_${id.slice(4)}`);
    const list = await request("GET", "portal-sessions");
    expect(list.json().data.map((link: { id: string }) => link.id)).toContain(id);
    expect(list.body).not.toContain("cp_");
  });

  it("is not made while nobody knows where the server is", async () => {
    const { request } = testApi({ publicUrl: () => null });
    const answer = await request("POST", "portal-sessions", { body: {} });
    expect(answer.json()).toMatchObject({ code: "conflict", detail: expect.stringContaining("--public-url") });
  });

  it("cannot give away scopes that its maker lacks", async () => {
    const { engine, request } = testApi();
    engine.principals.set("ck_portal", principal("acct_default", ["portal:write", "events:read"]));
    const make = (scopes: readonly string[]) =>
      request("POST", "portal-sessions", { token: "ck_portal", body: { scopes } });
    expect((await make(["events:read"])).statusCode).toBe(201);
    expect((await make(["events:read", "secrets:read"])).json()).toMatchObject({
      code: "insufficient_scope",
      detail: expect.stringContaining("secrets:read"),
    });
  });

  it.each([
    { scopes: ["keys:write"] },
    { scopes: ["portal:write"] },
    { scopes: [] },
    { expires_in_seconds: 59 },
    { expires_in_seconds: 604_801 },
    { allowed_origins: ["https://a.example/path"] },
    { allowed_origins: ["https://*.example"] },
    { allowed_origins: ["*"] },
    { allowed_origins: ["https://a.example; script-src *"] },
    { allowed_origins: ["'self'"] },
    { allowed_origins: ["javascript:alert(1)"] },
    { allowed_origins: Array.from({ length: 11 }, (_, n) => `https://a${n}.example`) },
    { theme: { primary_color: "red;}" } },
    { theme: { primary_color: "#12345" } },
    { theme: { logo: "https://a.example/x.svg" } },
  ])("refuses %j", async (body) => {
    const { request } = testApi();
    expect((await request("POST", "portal-sessions", { body })).statusCode).toBe(400);
  });
});

describe("whoever came in by a link", () => {
  it("is told the account, the scopes and the colours", async () => {
    const test = testApi();
    const answer = await test.request("GET", "session", { token: null, headers: await enter(test) });
    expect(answer.json()).toMatchObject({
      kind: "portal",
      account: { id: "acct_default" },
      operator: false,
      theme: { name: "Acme", primary_color: "#0055aa" },
    });
  });

  it("gets a cookie that works in a frame where the link may be framed, and else does not", async () => {
    const { request } = testApi();
    const cookieOf = async (token: string) =>
      String(
        (await request("POST", "session", { token: null, headers: OURS, body: { portal_token: token } })).headers[
          "set-cookie"
        ],
      );
    expect(await cookieOf(PORTAL_TOKENS.mine)).toMatch(
      /^__Host-callcall_portal_prt_mine=cs_\d+; Path=\/; Max-Age=3600; HttpOnly; SameSite=None; Secure; Partitioned$/,
    );
    expect(await cookieOf(PORTAL_TOKENS.theirs)).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
  });

  it("does not lose the session that they had, and each page acts by its own", async () => {
    const test = testApi();
    const own = await test.request("POST", "session", { token: null, headers: OURS, body: { key: TOKENS.other } });
    const guest = await enter(test);
    const cookie = `${String(own.headers["set-cookie"]).split(";", 1)[0]}; ${guest["cookie"]}`;
    const idAt = async (page: Record<string, string>) =>
      (await test.request("GET", "webhooks", { token: null, headers: { ...OURS, cookie, ...page } })).json().data?.[0]
        ?.id;
    expect(await idAt({})).toBe("wh_theirs");
    expect(await idAt({ "callcall-portal": "prt_mine" })).toBe("wh_mine");
    // The page of a link whose cookie is gone is nobody's, not that of whoever is signed in beside it.
    for (const page of ["prt_theirs", "prt_unknown", "", "x"]) {
      expect(await idAt({ "callcall-portal": page })).toBeUndefined();
    }
  });

  it("is out once the link is revoked, streams and all", async () => {
    const test = testApi();
    const headers = await enter(test);
    const port = await test.listen();
    const lines = Object.entries({ host: "localhost", ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    const client = rawSocket(port, `GET /api/v1/stream HTTP/1.1\r\n${lines.join("")}\r\n`);
    await client.read(/retry: 1000\n\n/);
    expect((await test.request("DELETE", "portal-sessions/prt_mine")).statusCode).toBe(204);
    await client.read(/\r\n0\r\n\r\n$/);
    expect((await test.request("GET", "session", { token: null, headers })).statusCode).toBe(401);
  });
});

/** Nothing of another account may be reached by a link: every call of the API, by one of each account. */
describe("between the accounts of two links", () => {
  const withId = OPERATIONS.filter(([, route]) => route.path.includes("{") && !/^(keys|portal):/.test(route.scope));

  it.each(withId)("%s answers a foreign id like an unknown one", async (operation, route) => {
    const test = testApi();
    const headers = await enter(test);
    const send = (tag: string) =>
      test.request(route.method, addressOf(route, tag), { token: null, headers, ...bodyOf(operation) });
    const [foreign, unknown, own] = [await send("theirs"), await send("unknown"), await send("mine")];
    expect({ ...foreign.json(), request_id: "" }).toEqual({ ...unknown.json(), request_id: "" });
    expect(foreign.json()).toMatchObject({ code: "not_found", status: 404 });
    expect(own.statusCode, own.body).toBe(route.success.status);
  });

  it.each(OPERATIONS.filter(([id, { scope }]) => scope !== "public" && id !== "stream.open"))(
    "%s does not take another account",
    async (operation, route) => {
      const test = testApi();
      const headers = { ...(await enter(test)), "callcall-account": "acct_other" };
      const answer = await test.request(route.method, addressOf(route, "theirs"), {
        token: null,
        headers,
        ...bodyOf(operation),
      });
      expect(answer.json()).toMatchObject({ code: "not_found", status: 404 });
    },
  );

  it("lists hold nothing of the other account", async () => {
    const test = testApi();
    const headers = await enter(test);
    for (const path of ["webhooks", "events", "deliveries", "event-types", "audit-log"]) {
      const answer = await test.request("GET", path, { token: null, headers });
      expect(answer.statusCode, path).toBe(200);
      expect(answer.body, path).toContain("mine");
      expect(answer.body, path).not.toContain("theirs");
    }
  });

  it.each(OPERATIONS.filter(([, { scope }]) => scope === "operator" || /^(keys|portal):/.test(scope)))(
    "%s is not for those who came in by a link",
    async (operation, route) => {
      const test = testApi();
      const answer = await test.request(route.method, addressOf(route, "mine"), {
        token: null,
        headers: await enter(test),
        ...bodyOf(operation),
      });
      expect(answer.statusCode).toBe(403);
      expect(["operator_only", "insufficient_scope"]).toContain(answer.json().code);
    },
  );
});
