import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { mac, macKey } from "./mac.ts";

const hex = (text: string): Uint8Array => Buffer.from(text, "hex");

it.each([
  // RFC 4231, test cases 1, 2, 3, 6 and 7: the last two have keys longer than a block.
  ["0b".repeat(20), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"],
  ["4a656665", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"],
  ["aa".repeat(20), hex("dd".repeat(50)), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"],
  [
    "aa".repeat(131),
    "Test Using Larger Than Block-Size Key - Hash Key First",
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  ],
  [
    "aa".repeat(131),
    "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
  ],
])("is HMAC-SHA256 by the vectors of its RFC (key %.12s…)", (key, data, digest) => {
  expect(mac(macKey(hex(key)), "", Buffer.from(data), "hex")).toBe(digest);
});

it("says what Node's own says, of any key, prefix and body, one after the other", () => {
  const bytes = (max: number) => fc.uint8Array({ maxLength: max });
  const body = fc.oneof(
    bytes(300),
    fc.constantFrom(16_200, 16_320, 16_384, 70_000).map((size) => Buffer.alloc(size, "é")),
  );
  fc.assert(
    fc.property(bytes(140), fc.string({ unit: "binary" }), body, fc.constantFrom("hex", "base64"), (...given) => {
      const [key, prefix, body, encoding] = given;
      const theirs = createHmac("sha256", key).update(prefix).update(body).digest(encoding);
      expect(mac(macKey(key), prefix, body, encoding)).toBe(theirs);
    }),
    { numRuns: 100 },
  );
});
