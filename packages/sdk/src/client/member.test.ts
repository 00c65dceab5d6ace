import fc from "fast-check";
import { expect, test } from "vitest";
import { memberText } from "./member.ts";

test("is what stands in the text", () => {
  const data = '{ "n":12345678901234567890, "f":1.0,"data":"no","s":"\\"}],\\\\" ,"a":[{},[ ]]}';
  const text = `{"id":"evt_1", "data" :\n${data} ,"deliveries":{"data":1}}`;
  expect(memberText(text, "data")).toBe(data);
  expect(memberText(text, "id")).toBe('"evt_1"');
  expect(memberText(text, "deliveries")).toBe('{"data":1}');
  expect(memberText(text, "f")).toBeUndefined();
  expect(memberText("{ }", "a")).toBeUndefined();
  expect(memberText('{"a":1,"\\u0061":2}', "a")).toBe("2");
});

test("of any object, it is what JSON.parse finds there", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, 2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      for (const name of [...Object.keys(value), "__proto__"]) {
        const member = memberText(text, name);
        expect(member === undefined ? undefined : JSON.parse(member)).toEqual(
          Object.hasOwn(value, name) ? JSON.parse(JSON.stringify(value[name])) : undefined,
        );
      }
    }),
  );
});

test.each(["", "[]", "1", "null", '"{}"', '{"a":1', '{"a":1}}'])("refuses %j", (text) => {
  expect(() => memberText(text, "a")).toThrow(SyntaxError);
});
