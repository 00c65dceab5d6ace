import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { prettyJson, tokensOf } from "./tokens.ts";

describe("tokensOf", () => {
  it("tells keys, strings, numbers and words apart", () => {
    expect(tokensOf('{"a": "b\\"c", "n": -1.5e3, "t": true}').filter(({ kind }) => kind !== "plain")).toEqual([
      { kind: "key", text: '"a"' },
      { kind: "string", text: '"b\\"c"' },
      { kind: "key", text: '"n"' },
      { kind: "number", text: "-1.5e3" },
      { kind: "key", text: '"t"' },
      { kind: "literal", text: "true" },
    ]);
  });

  it("loses nothing, whatever the text is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(
          tokensOf(text)
            .map((token) => token.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});

describe("prettyJson", () => {
  it("indents, and keeps the digits that were sent", () => {
    expect(prettyJson('{"a":1.0,"b":12345678901234567890,"c":[],"d":{},"e":[1,{"f":"x,{}:\\""}]}')).toBe(
      [
        "{",
        '  "a": 1.0,',
        '  "b": 12345678901234567890,',
        '  "c": [],',
        '  "d": {},',
        '  "e": [',
        "    1,",
        "    {",
        '      "f": "x,{}:\\""',
        "    }",
        "  ]",
        "}",
      ].join("\n"),
    );
  });

  it("is what JSON.stringify makes, where that loses nothing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  it("leaves alone what is not JSON", () => {
    expect(prettyJson("<html>{")).toBe("<html>{");
    expect(prettyJson("")).toBe("");
  });
});
