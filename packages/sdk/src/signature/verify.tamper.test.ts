import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signWebhook } from "./node.ts";
import { at, BODY, MAC, NOW, OTHER, SECRET, verify, verifyStandard } from "./verify.fixture.ts";
import * as web from "./web.ts";

describe("tampering", () => {
  const headers = signWebhook({ id: "evt_1", timestamp: NOW, payload: BODY, secrets: [SECRET, OTHER] });
  const flips = (text: string, bit = 1): Buffer[] =>
    [...Buffer.from(text)].map((byte, index) => {
      const copy = Buffer.from(text);
      copy[index] = byte ^ bit;
      return copy;
    });

  test("a flipped bit in any byte of the body", async () => {
    for (const bit of [1, 0x20, 0x80]) {
      for (const body of flips(BODY, bit)) {
        const { "x-callcall-signature": signature, "x-callcall-timestamp": timestamp } = headers;
        expect(await verify(body, signature, timestamp, SECRET, at(NOW))).toBe(false);
        expect(await verifyStandard(body, headers, SECRET, at(NOW))).toBe(false);
      }
    }
  });

  test.each(["x-callcall-signature", "x-callcall-timestamp"] as const)(
    "a flipped bit in any byte of %s",
    async (name) => {
      for (const value of flips(headers[name])) {
        const changed = { ...headers, [name]: value.toString() };
        // The second MAC is not ours to check: a flip there leaves the first, which alone would do.
        if (changed["x-callcall-signature"].startsWith(headers["x-callcall-signature"].slice(0, 80))) {
          if (changed["x-callcall-timestamp"] === headers["x-callcall-timestamp"]) continue;
        }
        const { "x-callcall-signature": signature, "x-callcall-timestamp": timestamp } = changed;
        expect(await verify(BODY, signature, timestamp, SECRET, at(NOW))).toBe(false);
      }
    },
  );

  test("both timestamps moved together, as a replay would", async () => {
    const signature = headers["x-callcall-signature"].replace(String(NOW), String(NOW + 1));
    expect(await verify(BODY, signature, String(NOW + 1), SECRET, at(NOW))).toBe(false);
  });

  test.each(["webhook-id", "webhook-timestamp"] as const)("a flipped bit in any byte of %s", async (name) => {
    for (const value of flips(headers[name])) {
      expect(await verifyStandard(BODY, { ...headers, [name]: value.toString() }, SECRET, at(NOW))).toBe(false);
    }
  });

  test("a flipped bit in any digit of a single MAC", async () => {
    for (const mac of flips(MAC)) {
      expect(await verify(BODY, `t=${NOW},v1=${mac}`, String(NOW), SECRET, at(NOW))).toBe(false);
    }
  });
});

describe("properties", () => {
  const secret = fc
    .uint8Array({ minLength: 24, maxLength: 64 })
    .map((key) => `whsec_${Buffer.from(key).toString("base64")}`);
  const secrets = fc.uniqueArray(secret, { minLength: 1, maxLength: 3 });
  const id = fc.stringMatching(/^evt_[0-9A-Za-z]{1,26}$/);
  const body = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "grapheme" }), fc.json());

  test("what is signed verifies, in both layouts, by every secret in use", async () => {
    await fc.assert(
      fc.asyncProperty(id, body, secrets, async (id, payload, secrets) => {
        const headers = signWebhook({ id, payload, secrets, timestamp: NOW });
        expect(await web.signWebhook({ id, payload, secrets, timestamp: NOW })).toEqual(headers);
        for (const one of secrets) {
          const { "x-callcall-signature": signature, "x-callcall-timestamp": timestamp } = headers;
          expect(await verify(payload, signature, timestamp, one, at(NOW))).toBe(true);
          expect(await verifyStandard(payload, headers, one, at(NOW))).toBe(true);
        }
      }),
    );
  });

  test("another secret, or another body, does not verify", async () => {
    await fc.assert(
      fc.asyncProperty(body, body, secret, secret, async (signed, given, one, two) => {
        fc.pre(one !== two && !Buffer.from(signed as string).equals(Buffer.from(given as string)));
        const headers = signWebhook({ id: "evt_1", payload: signed, secrets: one, timestamp: NOW });
        const { "x-callcall-signature": signature, "x-callcall-timestamp": timestamp } = headers;
        expect(await verify(signed, signature, timestamp, two, at(NOW))).toBe(false);
        expect(await verify(given, signature, timestamp, one, at(NOW))).toBe(false);
        expect(await verifyStandard(given, headers, one, at(NOW))).toBe(false);
      }),
    );
  });

  test("whatever the network sends, the answer is a boolean: false", async () => {
    const anything = fc.oneof(fc.anything({ withBigInt: true, withTypedArray: true }), fc.string({ unit: "binary" }));
    await fc.assert(
      fc.asyncProperty(anything, anything, anything, async (payload, signature, timestamp) => {
        expect(await verify(payload as string, signature as string, timestamp as string, SECRET)).toBe(false);
        const headers = { "webhook-id": payload, "webhook-timestamp": timestamp, "webhook-signature": signature };
        expect(await verifyStandard("", headers as Record<string, string>, SECRET)).toBe(false);
      }),
    );
  });
});
