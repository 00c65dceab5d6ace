import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { at, SECRET, verifyStandard } from "./verify.fixture.ts";

describe("Standard Webhooks", () => {
  const vector = {
    secret: SECRET,
    now: 1_614_265_330,
    body: '{"test": 2432232314}',
    headers: {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
  };
  const check = (headers: object, secret = vector.secret) =>
    verifyStandard(vector.body, headers as Record<string, string>, secret, at(vector.now));
  const MAC64 = vector.headers["webhook-signature"].slice(3);

  test("the published vector, with and without the secret's prefix", async () => {
    expect(await check(vector.headers)).toBe(true);
    expect(await check(vector.headers, vector.secret.slice(6))).toBe(true);
    expect(await check(new Headers(vector.headers))).toBe(true);
  });

  test("header names in any case, but once", async () => {
    const { "webhook-id": id, ...rest } = vector.headers;
    expect(await check({ "Webhook-Id": id, ...rest })).toBe(true);
    expect(await check({ "Webhook-Id": "msg_other", ...vector.headers })).toBe(false);
    expect(await check({ ...vector.headers, "Webhook-Id": "msg_other" })).toBe(false);
  });

  test.each([`v1a,AAAA ${"v1,"}${MAC64}`, `v1,${MAC64} v2,x`, `v1,${"A".repeat(43)}= v1,${MAC64}`])(
    "accepts webhook-signature %j",
    async (signature) => {
      expect(await check({ ...vector.headers, "webhook-signature": signature })).toBe(true);
    },
  );

  test.each([
    "",
    "v1,",
    "v1",
    `v1, v1,${MAC64}`,
    `v1,${MAC64.slice(0, 8)}`,
    `v1,${Buffer.from(MAC64, "base64").subarray(0, 31).toString("base64")}`,
    `v1,${MAC64.replace("=", "")}`,
    `v1,${MAC64.replace("E=", "F=")}`,
    `v1,${Buffer.from(MAC64, "base64").toString("hex")}`,
    `v1=${MAC64}`,
    `v1a,${MAC64}`,
    `V1,${MAC64}`,
    `v1,${MAC64}  v1,${MAC64}`,
    ` v1,${MAC64}`,
    `v1,${MAC64},v1,${MAC64}`,
    MAC64,
  ])("rejects webhook-signature %j", async (signature) => {
    expect(await check({ ...vector.headers, "webhook-signature": signature })).toBe(false);
  });

  test.each(Object.keys(vector.headers))("rejects without %s", async (name) => {
    expect(await check({ ...vector.headers, [name]: undefined })).toBe(false);
    expect(await check({ ...vector.headers, [name]: "" })).toBe(false);
    expect(await check({ ...vector.headers, [name]: [vector.headers["webhook-id"]] })).toBe(false);
  });

  test("an id with a full stop is refused: it could take over a part of the timestamp", async () => {
    const cut = { "webhook-id": "a.1614265330", "webhook-timestamp": "1614265330" };
    const key = Buffer.from(SECRET.slice(6), "base64");
    const mac = createHmac("sha256", key).update(`a.1614265330.1614265330.${vector.body}`).digest("base64");
    expect(await check({ ...cut, "webhook-signature": `v1,${mac}` })).toBe(false);
  });
});
