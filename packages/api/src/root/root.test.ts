import { describe, expect, it } from "vitest";
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
    expect((await request("GET", "/readyz", { token: null })).statusCode).toBe(200);
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
