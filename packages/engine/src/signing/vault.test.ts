import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../runtime/random.ts";
import { headersContext, secretContext } from "./credentials.ts";
import { createVault, deriveKey, MASTER_KEY_BYTES, VaultError } from "./vault.ts";

const master = systemRandom.bytes(MASTER_KEY_BYTES);
const vault = createVault(master, systemRandom);
const CONTEXT = secretContext("acct_1", "wh_1");

describe("a vault", () => {
  it("gives back what was put in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (text, context) => {
        expect(vault.open(vault.seal(text, context), context)).toBe(text);
      }),
    );
  });

  it("never seals the same twice to the same bytes, nor shows the text", () => {
    const text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const sealed = Buffer.from(vault.seal(text, CONTEXT));
    expect(sealed.equals(Buffer.from(vault.seal(text, CONTEXT)))).toBe(false);
    expect(sealed.includes("whsec_")).toBe(false);
    expect(sealed.includes(text.slice(6, 14))).toBe(false);
  });

  it("notices a change of any bit of any byte", () => {
    const sealed = vault.seal("secret", CONTEXT);
    for (let index = 0; index < sealed.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const altered = Uint8Array.from(sealed);
        altered[index] = (altered[index] ?? 0) ^ (1 << bit);
        expect(() => vault.open(altered, CONTEXT)).toThrow(VaultError);
      }
    }
  });

  it("notices missing and added bytes", () => {
    const sealed = vault.seal("secret", CONTEXT);
    for (let length = 0; length < sealed.length; length++) {
      expect(() => vault.open(sealed.subarray(0, length), CONTEXT)).toThrow(VaultError);
    }
    expect(() => vault.open(Buffer.concat([sealed, Buffer.alloc(1)]), CONTEXT)).toThrow(VaultError);
  });

  it.each([
    ["another webhook", secretContext("acct_1", "wh_2")],
    ["another account", secretContext("acct_2", "wh_1")],
    ["another column", headersContext("acct_1", "wh_1")],
    ["nothing", ""],
  ])("does not open what was moved to %s", (_, context) => {
    expect(() => vault.open(vault.seal("secret", CONTEXT), context)).toThrow(VaultError);
  });

  it("says that the key is another one, and names the setting", () => {
    const other = createVault(systemRandom.bytes(MASTER_KEY_BYTES), systemRandom);
    expect(() => other.open(vault.seal("secret", CONTEXT), CONTEXT)).toThrow(/CALLCALL_MASTER_KEY/);
  });

  it("opens after a restart with the same key", () => {
    const sealed = vault.seal("secret", CONTEXT);
    expect(createVault(master, systemRandom).open(sealed, CONTEXT)).toBe("secret");
  });
});

it("derives unrelated keys for different purposes", () => {
  const keys = ["vault", "cursors", "sessions"].map((purpose) =>
    Buffer.from(deriveKey(master, purpose)).toString("hex"),
  );
  expect(new Set(keys).size).toBe(3);
  expect(keys[0]).not.toBe(Buffer.from(master).toString("hex"));
  expect(keys[0]).toHaveLength(64);
});
