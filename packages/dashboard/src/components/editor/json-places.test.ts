import { jsonLanguage } from "@codemirror/lang-json";
import { describe, expect, it } from "vitest";
import { cursorAt, placesOf } from "./json-places.ts";

/** `|` is the cursor. */
function at(marked: string) {
  const position = marked.indexOf("|");
  const text = marked.replace("|", "");
  return cursorAt(jsonLanguage.parser.parse(text), text, position);
}

describe("placesOf", () => {
  it("finds every value and every name by pointer", () => {
    const text = '{"a/b": [1, {"c": "x"}], "d": null}';
    const places = placesOf(jsonLanguage.parser.parse(text), text);
    const shown = Object.fromEntries([...places].map(([pointer, { from, to }]) => [pointer, text.slice(from, to)]));
    expect(shown).toEqual({
      "": text,
      "/a~1b#name": '"a/b"',
      "/a~1b": '[1, {"c": "x"}]',
      "/a~1b/0": "1",
      "/a~1b/1": '{"c": "x"}',
      "/a~1b/1/c#name": '"c"',
      "/a~1b/1/c": '"x"',
      "/d#name": '"d"',
      "/d": "null",
    });
  });

  it("makes the best of what is not finished", () => {
    for (const text of ["", "{", '{"a', '{"a":', '{"a":1,', "[1,", "nonsense"]) {
      expect(() => placesOf(jsonLanguage.parser.parse(text), text)).not.toThrow();
    }
  });
});

describe("cursorAt", () => {
  it.each([
    ['{"a": 1, |}', { path: [], inName: true, siblings: ["a"] }],
    ['{"a": 1, "b|": 2}', { path: [], inName: true, siblings: ["a"] }],
    ['{"a": {"x": 1, "|"}}', { path: ["a"], inName: true, siblings: ["x"] }],
    ['{"a": "ho|t"}', { path: ["a"], inName: false, siblings: ["a"] }],
    ['{"list": [{"x": 1}, {"y|": 2}]}', { path: ["list", 1], inName: true, siblings: [] }],
    ['{"list": ["a", "b|"]}', { path: ["list", 1], inName: false, siblings: ["list"] }],
  ])("%s", (marked, expected) => {
    expect(at(marked)).toEqual(expected);
  });
});
