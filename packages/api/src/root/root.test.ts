import { describe, expect, it } from "vitest";
import type { AnsweredRequest } from "../options.ts";
import { TOKENS } from "../testing/fake-engine.ts";
import { testApi } from "../testing/test-api.ts";

function get(path: string, options: Parameters<typeof testApi>[0] = {}) {
  return testApi(options).request("GET", path, { token: null });
}

describe("health", () => {
  it("says ok and nothing more", async () => {
    const answer = await get("/healthz");
    expect(answer.body).toBe('{"status":"ok"}');
    expect((await testApi().request("HEAD", "/healthz", { token: null })).statusCode).toBe(200);
  });

  it("is ready when the engine is, and says why when not", async () => {
    const { engine, request } = testApi();
    expect((await request("GET", "/readyz", { token: null })).body).toBe('{"status":"ready"}');
    engine.state = { ready: true, outageMs: 61_999 };
    expect((await request("GET", "/readyz", { token: null })).json()).toEqual({ status: "ready", outage_seconds: 61 });
    engine.state = { ready: false, reason: "the storage does not answer" };
    const answer = await request("GET", "/readyz", { token: null });
    expect(answer.json()).toMatchObject({ code: "unavailable", status: 503, detail: "the storage does not answer" });
  });
});

describe("the API reference", () => {
  it("loads its script and the document from here, and nothing from elsewhere", async () => {
    const { request } = testApi();
    const page = await request("GET", "/docs", { token: null });
    expect(page.statusCode).toBe(200);
    const loaded = [...page.body.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, url]) => url);
    expect(loaded).toEqual(["/docs/scalar.js"]);
    expect(page.body).not.toMatch(/https?:\/\//);
    expect(page.body).toContain('"withDefaultFonts": false');
    expect(page.body).toContain('"telemetry": false');
    const script = await request("GET", "/docs/scalar.js", { token: null });
    expect(script.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(script.rawPayload.length).toBeGreaterThan(1_000_000);
  });

  it("has a policy that lets its own inline script run and no other host be reached", async () => {
    const policy = String((await get("/docs")).headers["content-security-policy"]);
    expect(policy).toMatch(/script-src 'self' 'sha256-[^']+'; /);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
  });
});

it("tells the reader of the document which mode the server runs in", async () => {
  expect((await get("/openapi.json", { mode: "development" })).json().info.description).toContain("development mode");
  expect((await get("/openapi.json")).json().info.description).toContain("public HTTPS");
});

describe("GET /metrics", () => {
  const metrics = async () => ({ contentType: "text/plain; version=0.0.4", text: "up 1\n" });

  it("is for operators alone, in development as well", async () => {
    for (const mode of ["production", "development"] as const) {
      const { request } = testApi({ metrics, mode });
      const ask = (token: string | null) => request("GET", "/metrics", { token });
      expect((await ask(null)).json()).toMatchObject({ status: 401, code: "unauthorized" });
      expect((await ask("cck_wrong")).statusCode).toBe(401);
      expect((await ask(TOKENS.full)).json()).toMatchObject({ status: 403, code: "operator_only" });
      const answer = await ask(TOKENS.operator);
      expect([answer.statusCode, answer.headers["content-type"], answer.body]).toEqual([
        200,
        "text/plain; version=0.0.4",
        "up 1\n",
      ]);
    }
  });

  it("is not there where nothing is measured", async () => {
    expect((await testApi().request("GET", "/metrics", { token: TOKENS.operator })).statusCode).toBe(404);
  });
});

it("tells of every answer by the pattern of its route, never by the address", async () => {
  const answered: AnsweredRequest[] = [];
  const { request } = testApi({ onAnswered: (told) => void answered.push(told) });
  await request("GET", "webhooks/wh_secret");
  await request("GET", "/no/such/address", { token: null });
  await request("GET", "/healthz", { token: null });
  await expect.poll(() => answered).toHaveLength(3);
  expect(answered).toEqual([
    { method: "GET", route: "/api/v1/webhooks/:id", status: 404 },
    { method: "GET", route: null, status: 404 },
    { method: "GET", route: "/healthz", status: 200 },
  ]);
});
