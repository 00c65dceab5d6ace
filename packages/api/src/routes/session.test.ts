import { LIMITS } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { principal, TOKENS } from "../testing/fake-engine.ts";
import { rawSocket } from "../testing/raw-socket.ts";
import { AT } from "../testing/sample.ts";
import { type TestApi, testApi } from "../testing/test-api.ts";

const OURS = { "sec-fetch-site": "same-origin" } as const;

/** Sign in as the dashboard does; the cookies to send from then on. */
async function signIn({ request }: TestApi, body: object = { key: TOKENS.full }): Promise<string> {
  const answer = await request("POST", "session", { token: null, headers: OURS, body });
  expect(answer.statusCode, answer.body).toBe(201);
  return cookieOf(answer.headers["set-cookie"]);
}

function cookieOf(header: string | string[] | undefined): string {
  return [header ?? []]
    .flat()
    .filter((line) => !line.includes("Max-Age=0"))
    .map((line) => line.split(";", 1)[0])
    .join("; ");
}

describe("signing in", () => {
  it("sets a cookie and says who it is", async () => {
    const test = testApi();
    const answer = await test.request("POST", "session", { token: null, body: { key: TOKENS.full } });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({
      kind: "session",
      account: { id: "acct_default" },
      operator: false,
      mode: "production",
      theme: null,
    });
    expect(String(answer.headers["set-cookie"])).toMatch(
      /^__Host-callcall_session=cs_\S+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(answer.body).not.toContain("cs_");
    const cookie = cookieOf(answer.headers["set-cookie"]);
    const read = await test.request("GET", "webhooks", { token: null, headers: { cookie } });
    expect(read.json().data[0].id).toBe("wh_mine");
  });

  it("answers every wrong key, and every wrong link, alike", async () => {
    const { request } = testApi();
    const answers = await Promise.all(
      [
        { key: "ck_unknown" },
        { key: "x" },
        { key: "cp_mine" },
        { portal_token: "cp_none" },
        { portal_token: TOKENS.full },
      ].map((body) => request("POST", "session", { token: null, body })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify({ ...answer.json(), request_id: "" }))).size).toBe(1);
    expect(answers[0]?.json()).toMatchObject({ code: "unauthorized", status: 401 });
    expect(answers.flatMap((answer) => answer.headers["set-cookie"] ?? [])).toEqual([]);
  });

  it("wants one of key and portal_token", async () => {
    const { request } = testApi();
    for (const body of [{}, { key: TOKENS.full, portal_token: "cp_mine" }, { key: TOKENS.full, account: "x" }]) {
      expect((await request("POST", "session", { token: null, body })).statusCode).toBe(400);
    }
  });

  it("is slowed down after too many wrong keys, also for the right one", async () => {
    const { request } = testApi();
    const attempt = (key: string) => request("POST", "session", { token: null, body: { key } });
    for (let n = 0; n < LIMITS.sign_ins_per_minute; n++) expect((await attempt("ck_wrong")).statusCode).toBe(401);
    const refused = await attempt(TOKENS.full);
    expect(refused.json()).toMatchObject({ code: "rate_limited", status: 429 });
    expect(refused.headers["retry-after"]).toBe("60");
  });

  it("gives a fresh token every time, and ends the one that the browser had", async () => {
    const test = testApi();
    const first = await signIn(test);
    const answer = await test.request("POST", "session", {
      token: null,
      headers: { ...OURS, cookie: first },
      body: { key: TOKENS.full },
    });
    const second = cookieOf(answer.headers["set-cookie"]);
    expect(second).not.toBe(first);
    const status = async (cookie: string) =>
      (await test.request("GET", "session", { token: null, headers: { cookie } })).statusCode;
    expect([await status(first), await status(second)]).toEqual([401, 200]);
  });

  it("never takes over a token that it was given", async () => {
    const test = testApi();
    const planted = "__Host-callcall_session=cs_planted";
    const answer = await test.request("POST", "session", {
      token: null,
      headers: { ...OURS, cookie: planted },
      body: { key: TOKENS.full },
    });
    expect(cookieOf(answer.headers["set-cookie"])).not.toContain("planted");
    expect((await test.request("GET", "session", { token: null, headers: { cookie: planted } })).statusCode).toBe(401);
  });
});

describe("a session", () => {
  it("tells who asks, also to a key", async () => {
    const { engine, request } = testApi();
    expect((await request("GET", "session")).json()).toMatchObject({ kind: "key", expires_at: null });
    engine.principals.set("ck_short", { ...principal("acct_default", []), expiresMs: Date.parse(AT) });
    expect((await request("GET", "session", { token: "ck_short" })).json()).toMatchObject({ expires_at: AT });
  });

  it("of an operator acts on other accounts", async () => {
    const test = testApi();
    const cookie = await signIn(test, { key: TOKENS.operator });
    const headers = { cookie, "callcall-account": "acct_other" };
    const answer = await test.request("GET", "webhooks", { token: null, headers });
    expect(answer.json().data[0].id).toBe("wh_theirs");
    const who = await test.request("GET", "session", { token: null, headers });
    expect(who.json()).toMatchObject({ account: { id: "acct_other" }, operator: true });
  });

  it("counts for nothing beside a key, not even beside a wrong one", async () => {
    const test = testApi();
    const cookie = await signIn(test);
    expect((await test.request("GET", "webhooks", { token: "ck_wrong", headers: { cookie } })).statusCode).toBe(401);
    const other = await test.request("GET", "webhooks", { token: TOKENS.other, headers: { cookie } });
    expect(other.json().data[0].id).toBe("wh_theirs");
  });

  it("is no bearer token, and a key no cookie", async () => {
    const test = testApi();
    const cookie = await signIn(test);
    const token = cookie.split("=", 2)[1] ?? "";
    expect((await test.request("GET", "webhooks", { token })).statusCode).toBe(401);
    const swapped = { cookie: `__Host-callcall_session=${TOKENS.full}` };
    expect((await test.request("GET", "webhooks", { token: null, headers: swapped })).statusCode).toBe(401);
  });

  it("ends when it signs out, and the cookie with it", async () => {
    const test = testApi();
    const cookie = await signIn(test);
    const end = await test.request("DELETE", "session", { token: null, headers: { ...OURS, cookie } });
    expect(end.statusCode).toBe(204);
    expect(String(end.headers["set-cookie"])).toMatch(/^__Host-callcall_session=; Path=\/; Max-Age=0;/);
    expect((await test.request("GET", "session", { token: null, headers: { cookie } })).statusCode).toBe(401);
  });

  it("has nothing to sign out of with a key", async () => {
    const { request } = testApi();
    const answer = await request("DELETE", "session");
    expect([answer.statusCode, answer.headers["set-cookie"]]).toEqual([204, undefined]);
    expect((await request("GET", "session")).statusCode).toBe(200);
  });

  it("takes its open streams along at once", async () => {
    const test = testApi();
    const [mine, other] = [await signIn(test), await signIn(test)];
    const port = await test.listen();
    const open = async (cookie: string) => {
      const lines = `Host: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: ${cookie}\r\n`;
      const client = rawSocket(port, `GET /api/v1/stream HTTP/1.1\r\n${lines}\r\n`);
      await client.read(/retry: 1000\n\n/);
      return client;
    };
    const [ending, staying] = [await open(mine), await open(other)];
    await test.request("DELETE", "session", { token: null, headers: { ...OURS, cookie: mine } });
    await ending.read(/\r\n0\r\n\r\n$/);
    for (const deliver of test.engine.followers.keys()) deliver({ id: "1", entry: { kind: "stream.gap", at: AT } });
    expect(await staying.read(/stream\.gap/)).toContain("stream.gap");
    expect(test.engine.followers.size).toBe(1);
  });
});

describe("a request by cookie", () => {
  const HOST = "hooks.example";
  const FROM: readonly (readonly [string, Readonly<Record<string, string>>, { read: number; change: number }])[] = [
    ["our own page", OURS, { read: 200, change: 200 }],
    ["a person", { "sec-fetch-site": "none" }, { read: 200, change: 403 }],
    ["another port of this host", { "sec-fetch-site": "same-site" }, { read: 403, change: 403 }],
    ["another site", { "sec-fetch-site": "cross-site" }, { read: 403, change: 403 }],
    ["an old browser's own page", { origin: `https://${HOST}` }, { read: 200, change: 200 }],
    ["an old browser's foreign page", { origin: "https://evil.example" }, { read: 403, change: 403 }],
    ["a sandboxed frame", { origin: "null" }, { read: 403, change: 403 }],
    ["what says nothing", {}, { read: 200, change: 403 }],
  ];

  it.each(FROM)("from %s", async (_name, headers, expected) => {
    const test = testApi();
    const cookie = await signIn(test);
    const send = async (method: string, path: string, body?: object) => {
      const sent = {
        token: null,
        headers: { ...headers, cookie, host: HOST },
        ...(body === undefined ? {} : { body }),
      };
      const answer = await test.request(method, path, sent);
      if (answer.statusCode === 403) expect(answer.json().code).toBe("cross_site");
      return answer.statusCode;
    };
    expect({
      read: await send("GET", "webhooks"),
      change: await send("PATCH", "webhooks/wh_mine", { description: "x" }),
    }).toEqual(expected);
    expect(await send("POST", "webhooks/wh_mine/disable")).toBe(expected.change);
    if (expected.read === 403) expect(await send("GET", "stream")).toBe(403);
  });

  it("is not opened to other origins", async () => {
    const test = testApi();
    const cookie = await signIn(test);
    const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site", cookie };
    const preflight = { ...headers, "access-control-request-method": "DELETE", "access-control-request-headers": "x" };
    for (const answer of [
      await test.request("GET", "webhooks", { token: null, headers }),
      await test.request("OPTIONS", "webhooks/wh_mine", { token: null, headers: preflight }),
    ]) {
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  it("does not concern keys: they are not sent along by browsers", async () => {
    const { request } = testApi();
    const answer = await request("POST", "webhooks/wh_mine/disable", { headers: { "sec-fetch-site": "cross-site" } });
    expect(answer.statusCode).toBe(200);
  });

  it("keeps other sites from signing a browser in", async () => {
    const { request } = testApi();
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://evil.example" },
    ]) {
      const answer = await request("POST", "session", { token: null, headers, body: { key: TOKENS.full } });
      expect(answer.json()).toMatchObject({ code: "cross_site", status: 403 });
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
  });

  it("needs JSON, which no form can send", async () => {
    const test = testApi();
    const cookie = await signIn(test);
    const headers = { ...OURS, cookie, "content-type": "text/plain" };
    const answer = await test.request("POST", "webhooks", { token: null, headers, raw: "{}" });
    expect(answer.json().code).toBe("unsupported_media_type");
  });
});
