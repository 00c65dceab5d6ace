import { Problem } from "@callcall/contract";
import { StoreError, type StoreErrorReason } from "@callcall/store";
import { describe, expect, it, vi } from "vitest";
import { TOKENS } from "../testing/fake-engine.ts";
import { testApi } from "../testing/test-api.ts";

describe("addresses", () => {
  it.each(["/nothing", "/api/v1", "/api/v1/", "/API/v1/webhooks", "/api/v1//webhooks", "/api/v1/webhooks/wh_mine/x"])(
    "that do not exist: %s",
    async (path) => {
      const answer = await testApi().request("GET", path);
      expect(answer.json()).toMatchObject({ code: "route_not_found", status: 404, request_id: "req_1" });
      expect(answer.headers).toMatchObject({ "content-type": "application/problem+json", "x-request-id": "req_1" });
    },
  );

  it.each([
    ["PUT", "/api/v1/webhooks", "POST, GET"],
    ["DELETE", "/api/v1/webhooks", "POST, GET"],
    ["OPTIONS", "/api/v1/events/evt_mine", "GET"],
    ["POST", "/healthz", "GET, HEAD"],
    ["TRACE", "/api/v1/stream", "GET"],
  ])("that do not take the method: %s %s", async (method, path, allow) => {
    const answer = await testApi().request(method, path);
    expect(answer.statusCode).toBe(405);
    expect(answer.headers["allow"]).toBe(allow);
    expect(answer.json()).toMatchObject({ code: "method_not_allowed" });
  });

  it("that do not take HEAD", async () => {
    const answer = await testApi().request("HEAD", "/api/v1/webhooks");
    expect(answer).toMatchObject({ statusCode: 405, body: "" });
  });

  it.each(["/api/v1/webhooks/%zz", "/%"])("that cannot be decoded: %s", async (path) => {
    const answer = await testApi().request("GET", path);
    expect(answer.json()).toMatchObject({ code: "bad_request", status: 400 });
    expect(answer.headers).toMatchObject({ "content-type": "application/problem+json", "x-request-id": "req_1" });
  });
});

describe("failures of the engine", () => {
  it.each<[StoreErrorReason, string, number, string | undefined]>([
    ["full", "storage_full", 507, "5"],
    ["unavailable", "unavailable", 503, "1"],
    ["ambiguous", "unavailable", 503, "1"],
    ["io", "unavailable", 503, "1"],
    ["incompatible", "internal_error", 500, undefined],
  ])("StoreError %s becomes %s", async (reason, code, status, retryAfter) => {
    const { engine, request } = testApi();
    engine.failure = new StoreError(reason, "disk /dev/sda1 broke");
    const answer = await request("POST", "events", { body: { type: "a", data: {} } });
    expect(answer.json()).toMatchObject({ code, status });
    expect(answer.headers["retry-after"]).toBe(retryAfter);
    expect(answer.body).not.toContain("sda1");
  });

  it("that nobody foresaw say nothing to the client and all to the log", async () => {
    const logger = { error: vi.fn() };
    const { engine, request } = testApi({ logger });
    engine.failure = new Error("password=hunter2");
    const answer = await request("GET", "webhooks/wh_mine?");
    expect(answer.json()).toEqual({
      type: "https://callcall.ai/problems/internal_error",
      title: "Something failed on our side",
      status: 500,
      code: "internal_error",
      detail: "Something failed on our side; the request id finds it in our log",
      request_id: "req_1",
    });
    expect(logger.error).toHaveBeenCalledExactlyOnceWith(
      { err: engine.failure, request_id: "req_1", method: "GET", route: "/api/v1/webhooks/:id" },
      "internal_error",
    );
    expect(JSON.stringify(logger.error.mock.calls)).not.toContain(TOKENS.full);
  });

  it("are passed on when they are problems, with the time to wait", async () => {
    const logger = { error: vi.fn() };
    const { engine, request } = testApi({ logger });
    engine.failure = new Problem("rate_limited", "Cannot test more than once a second", { retryAfterSeconds: 7 });
    const answer = await request("GET", "webhooks");
    expect(answer.json()).toMatchObject({ code: "rate_limited", detail: "Cannot test more than once a second" });
    expect(answer.headers["retry-after"]).toBe("7");
    expect(logger.error).not.toHaveBeenCalled();
  });
});
