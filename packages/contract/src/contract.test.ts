import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  API_PREFIX,
  BUILT_IN_EVENT_TYPES,
  dataSchemaOf,
  EVENT_TYPE_PATTERN,
  isId,
  isSensitiveHeader,
  LIMITS,
  PROBLEMS,
  Problem,
  RETRY_SCHEDULE_SECONDS,
  ROUTES,
  refuseCustomHeader,
  SHARED_PROBLEMS,
  SUBSCRIPTION_PATTERN,
} from "./index.ts";

describe("event types", () => {
  it.each(BUILT_IN_EVENT_TYPES.map((type) => [type.name, type] as const))(
    "%s has an example that fits its schema",
    (_, type) => {
      expect(z.safeParse(type.data as z.ZodType, type.example).success).toBe(true);
      expect(dataSchemaOf(type)).toMatchObject({ type: "object" });
    },
  );

  it("tells names and subscriptions from what is neither", () => {
    for (const name of ["customer.qualified", "a", "a_1.b2.c"]) expect(EVENT_TYPE_PATTERN.test(name)).toBe(true);
    for (const name of ["", ".a", "a.", "a..b", "A.b", "a b", "a.*", "a\n"])
      expect(EVENT_TYPE_PATTERN.test(name)).toBe(false);
    for (const pattern of ["*", "customer.*", "customer.qualified"])
      expect(SUBSCRIPTION_PATTERN.test(pattern)).toBe(true);
    for (const pattern of ["", "**", "*.a", "a*", "a.*.b", ".*"])
      expect(SUBSCRIPTION_PATTERN.test(pattern)).toBe(false);
  });
});

describe("retry schedule", () => {
  it("begins with the guide's five, and lasts about three days", () => {
    expect(RETRY_SCHEDULE_SECONDS.slice(0, 5)).toEqual([1, 2, 3, 4, 5].map((attempt) => 2 ** attempt));
    const days = RETRY_SCHEDULE_SECONDS.reduce((sum, delay) => sum + delay, 0) / 86_400;
    expect(days).toBeGreaterThan(2.9);
    expect(days).toBeLessThan(3.5);
  });
});

describe("custom headers", () => {
  it.each([
    "Transfer_Encoding",
    "x_forwarded_for",
    "x_callcall_signature",
    "webhook_id",
    "Webhook_Signature",
    "content_type",
    "X-Real-IP",
    "x_real_ip",
    "x-http-method-override",
    "X-Original-URL",
    "x-rewrite-url",
    "host",
    "Connection",
    "content-length",
    "content-type",
    "transfer-encoding",
    "te",
    "traceparent",
    "tracestate",
    "trailer",
    "upgrade",
    "expect",
    "keep-alive",
    "proxy-authorization",
    "content-encoding",
    "accept-encoding",
    "cookie",
    "x-forwarded-for",
    "webhook-id",
    "X-CallCall-Signature",
    "user-agent",
    "a b",
    "a:b",
    "",
    "ä",
    "x\r\ny",
  ])("refuses the name %j", (name) => {
    expect(refuseCustomHeader(name, "value")).toBeDefined();
  });

  it.each(["a\r\nb", "a\nb", "\u0000", "ü", " leading", "trailing ", "\u007f"])("refuses the value %j", (value) => {
    expect(refuseCustomHeader("x-team", value)).toBeDefined();
  });

  it("takes others, and knows which are credentials", () => {
    expect(refuseCustomHeader("x-team", "growth")).toBeUndefined();
    expect(refuseCustomHeader("Authorization", "Bearer abc")).toBeUndefined();
    for (const name of [
      "authorization",
      "X-Api-Key",
      "x-auth-token",
      "x-functions-key",
      "x_api_key",
      "x-auth",
      "X-PWD",
    ]) {
      expect(isSensitiveHeader(name), name).toBe(true);
    }
    expect(isSensitiveHeader("x-team")).toBe(false);
  });
});

describe("problems", () => {
  it("are all used, and used ones all exist", () => {
    const used = new Set<string>([
      ...SHARED_PROBLEMS,
      ...Object.values(ROUTES).flatMap((route) => [...route.problems]),
    ]);
    // Answered where there is no route.
    used.add("route_not_found");
    expect([...used].sort()).toEqual(Object.keys(PROBLEMS).sort());
  });

  it("are documents of RFC 9457", () => {
    expect(new Problem("not_found", "There is no such webhook").toDocument("req_1")).toEqual({
      type: "https://callcall.ai/problems/not_found",
      title: "There is no such resource",
      status: 404,
      code: "not_found",
      detail: "There is no such webhook",
      request_id: "req_1",
    });
  });
});

describe("routes", () => {
  it("have distinct addresses below the prefix", () => {
    const addresses = Object.values(ROUTES).map((route) => `${route.method} ${API_PREFIX}${route.path}`);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it("bound every body", () => {
    for (const route of Object.values(ROUTES)) {
      if ("body" in route) expect(route.body.limitBytes).toBeLessThanOrEqual(LIMITS.batch_request_bytes);
    }
  });
});

describe("ids", () => {
  it("have a prefix and no dot", () => {
    expect(isId("event", "evt_0VboC42NEy9qtU5AXQZaYq")).toBe(true);
    for (const id of ["evt_", "evt_a.b", "wh_abc", "evt_a b", "EVT_a", `evt_${"a".repeat(65)}`])
      expect(isId("event", id)).toBe(false);
  });
});
