import { Problem } from "@callcall/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeString, parseControlJson, scanJson } from "./json-scan.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const limits = { maxDepth: 64, maxKeys: 10_000, outline: 1 };

function codeOf(bytes: Uint8Array): string {
  try {
    scanJson(bytes, limits);
    return "ok";
  } catch (error) {
    return error instanceof Problem ? error.code : `threw ${String(error)}`;
  }
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

describe("scanJson", () => {
  it("finds the exact bytes of a member", () => {
    const text = String.raw` { "type" : "a.b" , "data": {"n":12345678901234567890,"f":1.0,"k":{"b":1,"a":2,"b":3},"u":"\ud800\u0000é"} } `;
    const bytes = encode(text);
    const node = scanJson(bytes, limits).members.find((member) => member.key === "data")?.node;
    expect(new TextDecoder().decode(bytes.subarray(node?.start, node?.end))).toBe(
      String.raw`{"n":12345678901234567890,"f":1.0,"k":{"b":1,"a":2,"b":3},"u":"\ud800\u0000é"}`,
    );
    expect(node?.keys).toBe(7);
  });

  it("reports as many levels as it is asked for", () => {
    const bytes = encode('{"events":[{"type":"a","data":[1,[2]]},{"type":"b"}]}');
    const root = scanJson(bytes, { ...limits, outline: 3 });
    const items = root.members[0]?.node.elements ?? [];
    expect(items.map((item) => item.members.map((member) => member.key))).toEqual([["type", "data"], ["type"]]);
    expect(items[0]?.members[1]?.node.elements).toEqual([]);
  });

  it("reads names and texts as JSON.parse does", () => {
    const strings = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.constantFrom("", "\\", '"', "\u007f", "\u0080", "é"),
    );
    fc.assert(
      fc.property(strings, fc.boolean(), (text, escaped) => {
        const printed = JSON.stringify(text);
        const json = escaped ? printed.replaceAll(/[^\x20-\x7e]/g, escapeUnit) : printed;
        const bytes = encode(` ${json}`);
        expect(decodeString(bytes, 1, bytes.length)).toBe(JSON.parse(json));
        const [member] = scanJson(encode(`{${json}:[{"inner":1}]}`), limits).members;
        expect(member?.key).toBe(JSON.parse(json));
      }),
    );
  });

  it("accepts exactly what JSON.parse accepts", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), mutatedJson()), (text) => {
        const parses = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        const code = codeOf(encode(text));
        // A lone surrogate in the text itself becomes U+FFFD on the way to bytes, for both alike.
        if (parses && !text.startsWith("\ufeff")) expect(["ok", "too_deep"]).toContain(code);
        else expect(code).not.toBe("ok");
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["", "invalid_json"],
    ["   ", "invalid_json"],
    ["{", "invalid_json"],
    ['{"a"', "invalid_json"],
    ['{"a":1,}', "invalid_json"],
    ["[1,]", "invalid_json"],
    ["01", "invalid_json"],
    ["1.", "invalid_json"],
    [".5", "invalid_json"],
    ["+1", "invalid_json"],
    ["1e", "invalid_json"],
    ["NaN", "invalid_json"],
    ["'a'", "invalid_json"],
    ['"\\x41"', "invalid_json"],
    ['"\\u12g4"', "invalid_json"],
    ['"a\nb"', "invalid_json"],
    ["1 2", "invalid_json"],
    ["{]", "invalid_json"],
    ["[}", "invalid_json"],
    ["null", "ok"],
    ["1e400", "ok"],
    ["-0", "ok"],
    ['{"__proto__":{"admin":true}}', "ok"],
  ])("reads %j as %s", (text, code) => {
    expect(codeOf(encode(text))).toBe(code);
  });

  it("refuses what is not UTF-8, and a byte order mark", () => {
    expect(codeOf(new Uint8Array([0x22, 0xff, 0x22]))).toBe("invalid_utf8");
    expect(codeOf(new Uint8Array([0xef, 0xbb, 0xbf, 0x31]))).toBe("invalid_utf8");
    expect(codeOf(new Uint8Array([0xff, 0xfe, 0x31, 0x00]))).toBe("invalid_utf8");
  });

  it("counts depth without recursion, and keys", () => {
    expect(codeOf(encode("[".repeat(64) + "]".repeat(64)))).toBe("ok");
    expect(codeOf(encode("[".repeat(65) + "]".repeat(65)))).toBe("too_deep");
    expect(codeOf(encode("[".repeat(10_000)))).toBe("too_deep");
    const object = (count: number): string => `{${Array.from({ length: count }, (_, i) => `"k${i}":0`).join(",")}}`;
    expect(codeOf(encode(object(10_000)))).toBe("ok");
    expect(codeOf(encode(object(10_001)))).toBe("too_many_keys");
  });
});

describe("parseControlJson", () => {
  it("refuses a key that stands twice, at any level and however it is written", () => {
    const twice = (text: string) => () => parseControlJson(encode(text));
    expect(twice('{"url":"a","url":"b"}')).toThrow(/stands twice/);
    expect(twice(String.raw`{"url":"a","\u0075rl":"b"}`)).toThrow(/stands twice/);
    expect(twice('{"a":[{"b":1,"b":1}]}')).toThrow(/stands twice/);
    expect(parseControlJson(encode('{"a":{"x":1},"b":{"x":2}}'))).toEqual({ a: { x: 1 }, b: { x: 2 } });
  });
});

/** JSON with one character put in, taken out or replaced: near misses find more than noise. */
function mutatedJson(): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", '"', ",", ":", "{", "}", "[", "]", "\\", "0", "-", ".", "e", "\t", "\u0001"),
      fc.nat(1),
    )
    .map(([text, at, put, drop]) => {
      const index = at % (text.length + 1);
      return text.slice(0, index) + put + text.slice(index + drop);
    });
}
