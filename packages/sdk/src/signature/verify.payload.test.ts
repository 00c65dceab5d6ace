import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verifyStandardWebhook, verifyWebhookSignature } from "./node.ts";
import { at, BODY, MAC, macOf, NOW, OTHER, SECRET, verify } from "./verify.fixture.ts";
import * as web from "./web.ts";

describe("payloads", () => {
  const signature = `t=${NOW},v1=${MAC}`;
  const check = (payload: unknown) => verify(payload as string, signature, String(NOW), SECRET, at(NOW));

  test("text, Buffer, Uint8Array, a view into a larger buffer, ArrayBuffer", async () => {
    const bytes = new TextEncoder().encode(BODY);
    const padded = new Uint8Array(bytes.length + 7);
    padded.set(bytes, 3);
    const view = padded.subarray(3, 3 + bytes.length);
    const dataView = new DataView(padded.buffer, 3, bytes.length);
    for (const payload of [BODY, Buffer.from(BODY), bytes, view, dataView, bytes.buffer]) {
      expect(await check(payload)).toBe(true);
    }
  });

  test("a parsed body verifies when serialising it again restores the bytes, and not when 1.0 is lost", async () => {
    const survives = '{"id":"evt_1","data":{"score":85,"text":"é"}}';
    const header = (body: string) => `t=${NOW},v1=${macOf(body)}`;
    expect(await verify(JSON.parse(survives), header(survives), String(NOW), SECRET, at(NOW))).toBe(true);
    expect(await check(JSON.parse(BODY))).toBe(false);
  });

  test("bytes that are not UTF-8 are bytes all the same", async () => {
    const body = Uint8Array.of(0xff, 0x00, 0x0a);
    const header = `t=${NOW},v1=${macOf(body)}`;
    expect(await verify(body, header, String(NOW), SECRET, at(NOW))).toBe(true);
    expect(await verify(Uint8Array.of(0xfe, 0x00, 0x0a), header, String(NOW), SECRET, at(NOW))).toBe(false);
  });

  test("a lone surrogate does not pass for U+FFFD", async () => {
    const header = `t=${NOW},v1=${macOf("\ufffd")}`;
    expect(await verify("\ufffd", header, String(NOW), SECRET, at(NOW))).toBe(true);
    expect(await verify("\ud800", header, String(NOW), SECRET, at(NOW))).toBe(false);
  });

  const cycle: { self?: object } = {};
  cycle.self = cycle;
  test.each([
    ["undefined", undefined],
    ["null", null],
    ["a number", 5],
    ["a function", () => BODY],
    ["a cycle", cycle],
    ["a BigInt inside", { n: 1n }],
    ["an empty object", {}],
    ["the empty text", ""],
  ])("%s is not the body, and does not throw", async (_name, payload) => {
    expect(await check(payload)).toBe(false);
  });

  test("the empty body can be signed", async () => {
    expect(await verify("", `t=${NOW},v1=${macOf("")}`, String(NOW), SECRET, at(NOW))).toBe(true);
  });
});

describe("secrets", () => {
  const signature = `t=${NOW},v1=${MAC}`;
  test.each([[undefined], [null], [""], ["  \n"], [[]], [[SECRET, ""]], [[SECRET, undefined]], [42]])(
    "%j throws a TypeError even for a request that cannot verify",
    async (secret) => {
      expect(() => verifyWebhookSignature(BODY, signature, String(NOW), secret as string)).toThrow(TypeError);
      expect(() => verifyWebhookSignature(BODY, undefined, undefined, secret as string)).toThrow(TypeError);
      expect(() => verifyStandardWebhook(BODY, {}, secret as string)).toThrow(TypeError);
      await expect(web.verifyWebhookSignature(BODY, signature, String(NOW), secret as string)).rejects.toThrow(
        TypeError,
      );
      await expect(web.verifyStandardWebhook(BODY, {}, secret as string)).rejects.toThrow(TypeError);
    },
  );

  test.each(["whsec_", "whsec_a", "whsec_not base64", `${SECRET}\n`, `"${SECRET}"`, `v1,${SECRET}`])(
    "%j holds no Standard Webhooks key, and the error does not show it",
    (secret) => {
      // The whole text is pinned: it has no room for the secret.
      const message = /^Cannot use the webhook secret as it must be whsec_ and base64: copy it again, [a-z, ]+$/;
      expect(() => verifyStandardWebhook(BODY, {}, secret)).toThrow(message);
    },
  );

  test("a list verifies what any of its secrets signed", async () => {
    expect(await verify(BODY, signature, String(NOW), [OTHER, SECRET], at(NOW))).toBe(true);
    expect(await verify(BODY, signature, String(NOW), [OTHER], at(NOW))).toBe(false);
  });

  test("the two layouts are keyed differently, so neither MAC can be used as the other", async () => {
    const standardKeyed = createHmac("sha256", Buffer.from(SECRET.slice(6), "base64")).update(`${NOW}.${BODY}`);
    expect(await verify(BODY, `t=${NOW},v1=${standardKeyed.digest("hex")}`, String(NOW), SECRET, at(NOW))).toBe(false);
  });
});
