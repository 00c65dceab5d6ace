import { describe, expect, it } from "vitest";
import { seededRandom } from "../testing/harness.ts";
import { hintOf, maskSecret, newSecret } from "./secret.ts";

describe("a mask", () => {
  it("shows four characters and nothing else", () => {
    const secret = newSecret(seededRandom(1));
    const mask = maskSecret(hintOf(secret));
    expect(mask).toBe(`whsec_…${secret.slice(-4)}`);
    expect(mask).not.toContain(secret.slice(6, -4));
  });
});
