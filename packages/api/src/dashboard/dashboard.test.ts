import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "../testing/test-api.ts";

const SCRIPT = "console.log('a script of some length');".repeat(50);
const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "callcall-dashboard-"));
  await mkdir(join(directory, "assets"));
  await mkdir(join(directory, ".vite"));
  await writeFile(
    join(directory, "index.html"),
    '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><link nonce="__CSP_NONCE__">',
  );
  await writeFile(join(directory, ".vite/manifest.json"), "{}");
  await writeFile(join(directory, ".stamp"), "secret");
  await writeFile(join(directory, "favicon.svg"), "<svg/>");
  await writeFile(join(directory, "assets/index-abc.js"), SCRIPT);
  await writeFile(join(directory, "assets/index-abc.js.br"), brotliCompressSync(SCRIPT));
  await writeFile(join(directory, "assets/index-abc.js.gz"), gzipSync(SCRIPT));
});
afterAll(() => rm(directory, { recursive: true }));

const built = (): TestApi => testApi({ dashboard: { directory, routes: ["events", "keys"] } });
const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  built().request(method, path, { token: null, headers });

describe("the page", () => {
  it.each(["/", "/events", "/events/evt_1", "/keys/", "/events/a/b?type=customer.qualified"])(
    "is at %s",
    async (path) => {
      const answer = await get(path);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(answer.headers["cache-control"]).toBe("no-store");
    },
  );

  it.each([
    ["/portal/prt_mine", "https://app.example"],
    ["/portal/prt_mine/events/evt_1", "https://app.example"],
    ["/portal/prt_theirs", "'none'"],
    ["/portal/prt_unknown", "'none'"],
    ["/portal/prt_mine%00", "'none'"],
    ["/portal/x%3B%20script-src%20*", "'none'"],
  ])("of a portal link, %s, is framed by its own origins alone: %s", async (path, ancestors) => {
    const { statusCode, headers } = await get(path);
    expect(statusCode).toBe(200);
    expect(String(headers["content-security-policy"])).toMatch(new RegExp(`; frame-ancestors ${ancestors}$`));
    expect(headers["x-frame-options"]).toBeUndefined();
  });

  it("lets nothing run but its own files, and carries the nonce of its policy", async () => {
    const { headers, body } = await get("/");
    const policy = String(headers["content-security-policy"]);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    expect(Buffer.from(nonce, "base64")).toHaveLength(16);
    expect(policy).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
        "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'",
    );
    expect(body.match(/nonce="([^"]+)"/g)).toEqual([`nonce="${nonce}"`, `nonce="${nonce}"`]);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
    });
  });

  it("has another nonce each time", async () => {
    const api = built();
    const policies = await Promise.all(
      [1, 2].map(async () => (await api.request("GET", "/", { token: null })).headers["content-security-policy"]),
    );
    expect(new Set(policies).size).toBe(2);
  });

  it("answers HEAD without a body", async () => {
    const answer = await get("/events", {}, "HEAD");
    expect([answer.statusCode, answer.body]).toEqual([200, ""]);
  });

  it("explains an unknown address to a browser, as 404", async () => {
    const answer = await get("/no-such-screen", BROWSER);
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain("<!doctype html>");
  });

  it.each([
    "/api/v1/no-such-thing",
    "/api",
    "/assets/index-old.js",
    "/docs/no-such-page",
    "/metrics",
    "/openapi.json/x",
    "/sim/r/unknown",
  ])("does not swallow %s", async (path) => {
    expect((await get(path, BROWSER)).json()).toMatchObject({ code: "route_not_found" });
  });

  it("is not what a program gets for an unknown address, nor for another method", async () => {
    expect((await get("/no-such-screen", { accept: "application/json" })).json().code).toBe("route_not_found");
    expect((await get("/no-such-screen")).json().code).toBe("route_not_found");
    expect((await get("/no-such-screen", BROWSER, "POST")).json().code).toBe("route_not_found");
    const posted = await get("/events/evt_1", BROWSER, "POST");
    expect([posted.statusCode, posted.headers["allow"]]).toEqual([405, "GET, HEAD"]);
  });
});

describe("its files", () => {
  it("are kept for good where the name changes with the content, and asked about again where not", async () => {
    expect((await get("/assets/index-abc.js")).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect((await get("/favicon.svg")).headers["cache-control"]).toBe("no-cache");
  });

  it("come compressed as the client takes them", async () => {
    const script = (accept: string) => get("/assets/index-abc.js", { "accept-encoding": accept });
    const plain = await script("identity");
    expect(plain.body).toBe(SCRIPT);
    expect(plain.headers).toMatchObject({ "content-type": "text/javascript; charset=utf-8", vary: "accept-encoding" });
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const brotli = await script("gzip, deflate, br, zstd");
    expect(brotli.headers["content-encoding"]).toBe("br");
    expect(brotli.rawPayload).toEqual(brotliCompressSync(SCRIPT));
    expect((await script("gzip;q=0.5, br;q=0")).headers["content-encoding"]).toBe("gzip");
    expect((await script("*")).headers["content-encoding"]).toBe("br");
    expect((await script("br;q=0, *;q=0.0")).headers["content-encoding"]).toBeUndefined();
    expect((await get("/favicon.svg", { "accept-encoding": "br" })).headers["vary"]).toBeUndefined();
  });

  it("are not sent to whoever has them", async () => {
    const first = await get("/assets/index-abc.js", { "accept-encoding": "br" });
    const etag = String(first.headers["etag"]);
    const ask = (tag: string, encoding = "br") =>
      get("/assets/index-abc.js", { "if-none-match": tag, "accept-encoding": encoding });
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const answer = await ask(tag);
      expect([tag, answer.statusCode, answer.body]).toEqual([tag, 304, ""]);
      expect(answer.headers["etag"]).toBe(etag);
    }
    expect((await ask('"other"')).statusCode).toBe(200);
    // Another form of it is another representation.
    expect((await ask(etag, "identity")).statusCode).toBe(200);
  });

  it.each([
    "/.stamp",
    "/.vite/manifest.json",
    "/index.html",
    "/assets/index-abc.js.br",
    "/assets/../.stamp",
    "/..%2f.stamp",
  ])("do not include %s", async (path) => {
    expect((await get(path)).json()).toMatchObject({ status: 404 });
  });
});

describe("without a build", () => {
  const unbuilt = () => testApi({ dashboard: { directory: join(directory, "no-such-directory"), routes: ["events"] } });

  it.each(["/", "/events/evt_1"])("%s says how to make one", async (path) => {
    const answer = await unbuilt().request("GET", path, { token: null, headers: BROWSER });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain("npm run build");
    expect(answer.headers["content-type"]).toBe("text/plain; charset=utf-8");
  });

  it("answers as ever elsewhere", async () => {
    const answer = await unbuilt().request("GET", "/nowhere", { token: null, headers: BROWSER });
    expect(answer.json()).toMatchObject({ code: "route_not_found" });
  });
});

it("is not there when none is given", async () => {
  expect((await testApi().request("GET", "/", { token: null })).json()).toMatchObject({ code: "route_not_found" });
});
