import { LIMITS } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { testApi } from "../testing/test-api.ts";

const GOOD = { url: "https://your-domain.com/webhook", events: ["customer.qualified"] };

async function refusal(raw: string | Buffer, headers: Record<string, string> = {}, path = "webhooks") {
  const answer = await testApi().request("POST", path, { raw, headers });
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  return answer.json();
}

/** `{"metadata":` … nested as deep as `levels` objects in all. */
function nested(levels: number): string {
  return `${'{"metadata":'.repeat(levels)}0${"}".repeat(levels)}`;
}

describe("media types", () => {
  it.each(["application/json", "Application/JSON; charset=UTF-8", 'application/json ; charset="utf-8"'])(
    "takes %s",
    async (type) => {
      const answer = await testApi().request("POST", "webhooks", { body: GOOD, headers: { "content-type": type } });
      expect(answer.statusCode).toBe(201);
    },
  );

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16",
    "application/json, text/plain",
    "application/jsonp",
    "json",
    ";",
  ])("refuses %s", async (type) => {
    expect(await refusal(JSON.stringify(GOOD), { "content-type": type })).toMatchObject({
      code: "unsupported_media_type",
      status: 415,
    });
  });

  it.each(["gzip", "br", "identity, gzip", "GZIP"])("refuses content-encoding %s", async (encoding) => {
    for (const path of ["webhooks", "events"]) {
      expect(await refusal(JSON.stringify(GOOD), { "content-encoding": encoding }, path)).toMatchObject({
        code: "unsupported_media_type",
      });
    }
  });

  it("takes content-encoding identity", async () => {
    const headers = { "content-encoding": "identity" };
    expect((await testApi().request("POST", "webhooks", { body: GOOD, headers })).statusCode).toBe(201);
  });
});

describe("control objects", () => {
  it("refuses fields that do not exist, with a pointer to each", async () => {
    expect(await refusal('{"tenantId":"B","disabled":false,"id":"x"}')).toMatchObject({
      code: "unknown_field",
      status: 400,
      errors: expect.arrayContaining([
        { pointer: "/tenantId", detail: "There is no such field" },
        { pointer: "/disabled", detail: "There is no such field" },
        { pointer: "/id", detail: "There is no such field" },
      ]),
    });
  });

  it("points to every fault, slashes and tildes escaped", async () => {
    const raw = JSON.stringify({ ...GOOD, events: ["Not A Type"], metadata: { "a/b~c": 1 } });
    expect(await refusal(raw)).toMatchObject({
      code: "invalid_request",
      errors: [
        { pointer: "/events/0", detail: "must be an event type, a prefix such as customer.* or *" },
        { pointer: "/metadata/a~1b~0c", detail: expect.any(String) },
      ],
    });
  });

  it.each(["null", "[]", "1", '"text"', "true"])("refuses %s by its shape", async (raw) => {
    expect(await refusal(raw)).toMatchObject({ code: "invalid_request", errors: [{ pointer: "" }] });
  });

  it.each(["", " ", "{", '{"url":}', "{'url':1}", "NaN", "{}x", "\u0000"])("refuses %j as JSON", async (raw) => {
    expect(await refusal(raw)).toMatchObject({ code: "invalid_json", status: 400 });
  });

  it.each([
    ["an invalid byte", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["a byte order mark", Buffer.from("\ufeff{}")],
    ["UTF-16", Buffer.from('{"url":"x"}', "utf16le")],
  ])("refuses %s", async (_name, raw) => {
    expect((await refusal(raw)).code).toMatch(/^invalid_(utf8|json)$/);
  });

  it.each([
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    JSON.stringify(GOOD).replace("}", ',"metadata":{"constructor":"x"}}'),
    JSON.stringify(GOOD).replace("}", ',"metadata":{"__proto__":"x"}}'),
    JSON.stringify(GOOD).replace("}", ',"headers":{"\\u005f_proto__":"x"}}'),
  ])("refuses keys that reach a prototype: %s", async (raw) => {
    expect(await refusal(raw)).toMatchObject({ code: "unknown_field", status: 400 });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it("refuses U+0000, which one of the databases cannot store", async () => {
    for (const extra of [{ description: "a\0b" }, { metadata: { a: "\0" } }, { metadata: { "\0": "a" } }]) {
      expect(await refusal(JSON.stringify({ ...GOOD, ...extra }))).toMatchObject({
        code: "invalid_request",
        errors: [{ detail: "Must not contain U+0000" }],
      });
    }
  });

  it("counts depth before anything recursive runs", async () => {
    expect(await refusal(nested(65))).toMatchObject({ code: "too_deep" });
    expect(await refusal("[".repeat(10_000) + "]".repeat(10_000))).toMatchObject({ code: "too_deep" });
    expect((await refusal(nested(64))).code).not.toBe("too_deep");
  });

  it("limits keys, and refuses one that stands twice", async () => {
    const keys = (count: number): string =>
      `{"metadata":{${Array.from({ length: count }, (_, i) => `"k${i}":""`).join()}}}`;
    expect(await refusal(keys(LIMITS.json_keys))).toMatchObject({ code: "too_many_keys" });
    expect(await refusal('{"url":"https://a.example","url":"https://b.example"}')).toMatchObject({
      code: "duplicate_key",
    });
  });
});

describe("size", () => {
  it.each(["webhooks", "events"])("takes exactly the limit at %s, and one byte more not", async (path) => {
    const limit = path === "events" ? LIMITS.payload_bytes + 4_096 : LIMITS.control_request_bytes;
    const filled = (bytes: number): string =>
      `${" ".repeat(bytes - JSON.stringify(GOOD).length)}${JSON.stringify(GOOD)}`;
    const { request } = testApi();
    expect((await request("POST", path, { raw: filled(limit) })).statusCode).toBeLessThan(300);
    const answer = await request("POST", path, { raw: filled(limit + 1) });
    expect(answer.json()).toMatchObject({ code: "payload_too_large", status: 413 });
    expect(answer.headers.connection).toBe("close");
  });
});

describe("calls without a body", () => {
  it.each([undefined, "", "{}"])("take %j", async (raw) => {
    const options = raw === undefined ? {} : { raw };
    expect((await testApi().request("POST", "webhooks/wh_mine/enable", options)).statusCode).toBe(200);
  });

  it("refuse a field that would do nothing", async () => {
    expect(await refusal('{"status":"enabled"}', {}, "webhooks/wh_mine/enable")).toMatchObject({
      code: "unknown_field",
      errors: [{ pointer: "/status" }],
    });
  });

  it("rotate with the default overlap, or the one given", async () => {
    const { engine, request } = testApi();
    await request("POST", "webhooks/wh_mine/secret/rotate");
    await request("POST", "webhooks/wh_mine/secret/rotate", { body: { overlap_seconds: 0 } });
    expect(engine.calls.map(({ args }) => args)).toEqual([
      ["wh_mine", 86_400],
      ["wh_mine", 0],
    ]);
  });
});

it("gives the engine the bytes of events as they came", async () => {
  const { engine, request } = testApi();
  const raw =
    '{"type":"customer.qualified","data":{"id":12345678901234567890,"f":1.0,"z":-0,"__proto__":{},"a":1,"a":1e400}}';
  for (const path of ["events", "events/batch", "webhooks/wh_mine/test"]) await request("POST", path, { raw });
  expect(engine.bodies.map((bytes) => Buffer.from(bytes).toString())).toEqual([raw, raw, raw]);
});
