import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyWebhookSignature } from "../signature/node.ts";
import { BODY, examples, genuine, NOW, OTHER, SECRET, SIGNATURE, signed } from "./diagnose.fixture.ts";
import { diagnoseSignature } from "./diagnose.ts";
import { DIAGNOSIS_CODES } from "./diagnosis.ts";

describe("diagnoseSignature", () => {
  test.each(examples)("$name: $codes", async ({ codes, check, says, base = genuine }) => {
    const { valid, diagnosis } = await diagnoseSignature({ ...base, ...check });
    expect(diagnosis.map(({ code }) => code)).toEqual(codes);
    expect(valid).toBe(codes[0] === "valid");
    if (says) expect(diagnosis.map(({ message, hint }) => `${message} ${hint}`).join(" ")).toMatch(says);
    for (const { message, hint, severity } of diagnosis) {
      expect(message).toMatch(/^[A-Z].*\.$/s);
      expect(hint).toMatch(/^[A-Z].*\.$/s);
      expect(severity === "ok").toBe(valid);
    }
  });

  test("every code has an example", () => {
    expect(new Set(examples.flatMap(({ codes }) => codes))).toEqual(new Set(DIAGNOSIS_CODES));
  });

  test.each(examples)("$name: shows no secret and no MAC but the given one", async ({ check, base = genuine }) => {
    const input = { ...base, ...check };
    const report = JSON.stringify(await diagnoseSignature({ ...input, previousSecrets: [{ secret: OTHER }] }));
    for (const secret of [SECRET, OTHER]) expect(report).not.toContain(secret.slice(6, -4));
    for (const mac of report.match(/[0-9a-f]{64}/g) ?? []) expect(JSON.stringify(input.signature)).toContain(mac);
  });

  test("bytes that are not text are compared as they are", async () => {
    const payload = Uint8Array.of(0xff, 0xfe);
    expect(await diagnoseSignature({ ...genuine, payload, ...signed(payload).callcall })).toMatchObject({
      valid: true,
    });
    const { diagnosis } = await diagnoseSignature({ ...genuine, payload });
    expect(diagnosis.map(({ code }) => code)).toEqual(["wrong_secret"]);
  });

  test("JSON nested beyond the stack is diagnosed without it", async () => {
    const payload = "[".repeat(20_000) + "]".repeat(20_000);
    const { diagnosis } = await diagnoseSignature({ ...genuine, payload });
    expect(diagnosis.map(({ code }) => code)).toEqual(["wrong_secret"]);
  });

  test("hostile text of the largest size is diagnosed in bounded time", async () => {
    const size = 256 * 1024;
    const started = performance.now();
    for (const unit of ['\\"', '"', "ÿ", "\r\n", " ", "A", '"\\']) {
      const payload = `${unit.repeat(size / Buffer.byteLength(unit) - 8)}Ā`;
      await diagnoseSignature({ ...genuine, payload, signature: `${unit.repeat(5000)}${SIGNATURE}` });
    }
    // Quadratic matching of one of these takes minutes.
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test("says valid exactly when the verifier does, never throws, and always says something", async () => {
    const mutate = (text: string) =>
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(text) },
        fc.string({ unit: "binary", maxLength: 100 }),
        fc
          .tuple(fc.nat(text.length), fc.string({ maxLength: 3 }))
          .map(([at, s]) => text.slice(0, at) + s + text.slice(at)),
        fc.nat(text.length).map((at) => text.slice(0, at)),
      );
    const timestamp = mutate(String(NOW));
    await fc.assert(
      fc.asyncProperty(
        mutate(BODY),
        mutate(SIGNATURE),
        timestamp,
        mutate(SECRET),
        async (payload, signature, timestamp, secret) => {
          const { valid, diagnosis } = await diagnoseSignature({
            payload,
            signature,
            timestamp,
            secrets: secret,
            now: NOW,
          });
          const verified =
            secret.trim() !== "" && verifyWebhookSignature(payload, signature, timestamp, secret, { now: NOW });
          expect(valid).toBe(verified);
          expect(diagnosis.length).toBeGreaterThan(0);
          expect(diagnosis.some(({ code }) => code === "valid")).toBe(valid);
        },
      ),
      { numRuns: 300 },
    );
  });
});
