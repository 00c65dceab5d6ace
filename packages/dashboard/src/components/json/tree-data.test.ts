import { describe, expect, it } from "vitest";
import { parseJson, TREE_NODES_MAX, treeOf } from "./tree-data.ts";

describe("treeOf", () => {
  it("has a row for every value, by its JSON Pointer", () => {
    const { rows, truncated } = treeOf(parseJson('{"a/b":[1,null],"s":"x"}'));
    expect(truncated).toBe(false);
    expect(Object.fromEntries(rows)).toEqual({
      "": { name: null, kind: "object", text: "{2}" },
      "/a~1b": { name: "a/b", kind: "array", text: "[2]" },
      "/a~1b/0": { name: "0", kind: "number", text: "1" },
      "/a~1b/1": { name: "1", kind: "literal", text: "null" },
      "/s": { name: "s", kind: "string", text: '"x"' },
    });
  });

  it("stops at its limit and says so", () => {
    const last = treeOf(Array.from({ length: TREE_NODES_MAX - 1 }, () => 0));
    expect([last.rows.size, last.truncated]).toEqual([TREE_NODES_MAX, false]);
    const over = treeOf(Array.from({ length: TREE_NODES_MAX }, () => 0));
    expect([over.rows.size, over.truncated]).toEqual([TREE_NODES_MAX, true]);
  });
});
