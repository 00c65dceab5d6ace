import { CompletionContext } from "@codemirror/autocomplete";
import { json } from "@codemirror/lang-json";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { completeFrom } from "./schema-support.ts";

const SCHEMA = {
  type: "object",
  required: ["kind"],
  properties: { kind: { type: "string", enum: ["hot", "cold"] }, score: { type: "number", maximum: 100 } },
};

/** `|` is the cursor. */
function complete(marked: string, explicit = false) {
  const at = marked.indexOf("|");
  const state = EditorState.create({ doc: marked.replace("|", ""), extensions: [json()] });
  const result = completeFrom(SCHEMA)(new CompletionContext(state, at, explicit));
  return result === null ? null : result.options.map(({ label }) => label);
}

describe("completion", () => {
  it("knows the names that are not there yet", () => {
    expect(complete('{"|"}')).toEqual(['"kind"', '"score"']);
    expect(complete('{"score": 1, "k|"}')).toEqual(['"kind"']);
    expect(complete("{|}", true)).toEqual(['"kind"', '"score"']);
  });

  it("knows the values that are allowed", () => {
    expect(complete('{"kind": "|"}')).toEqual(['"hot"', '"cold"']);
    expect(complete('{"kind": "h|"}')).toEqual(['"hot"', '"cold"']);
  });

  it("does not speak up unasked", () => {
    expect(complete("{|}")).toBeNull();
    expect(complete('{"score": 1|}')).toBeNull();
  });
});
