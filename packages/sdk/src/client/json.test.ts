import fc from "fast-check";
import { expect, test } from "vitest";
import { printJson, RawJson } from "./json.ts";

test("prints what JSON.stringify prints", () => {
  fc.assert(
    fc.property(fc.anything({ withDate: true, withNullPrototype: true }), (value) => {
      expect(printJson(value)).toBe(JSON.stringify(value));
    }),
  );
});

test("prints raw text and big integers as they are, at any depth", () => {
  const value = { a: [new RawJson("1.0"), 2n ** 80n], b: new RawJson(new TextEncoder().encode(' {"z":1,"a":"ä"} ')) };
  expect(printJson(value)).toBe('{"a":[1.0,1208925819614629174706176],"b": {"z":1,"a":"ä"} }');
});

test.each([
  ["more than one value", '1},"type":"x'],
  ["nothing", ""],
  ["a byte-order mark", new Uint8Array([0xef, 0xbb, 0xbf, 0x31])],
  ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
])("refuses %s as raw text", (_what, text) => {
  expect(() => new RawJson(text)).toThrow("Cannot send this text as JSON: ");
});

test("says so when a value holds itself", () => {
  const value: unknown[] = [];
  value.push(value);
  expect(() => printJson(value)).toThrow("it is nested too deeply, or holds itself");
});
