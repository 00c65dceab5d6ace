import { expect, it } from "vitest";
import { diffHeaders } from "./header-diff.ts";

it("tells what is new, changed and gone since the request before", () => {
  expect(diffHeaders({ a: "1", b: "2", c: "3" }, { a: "1", b: "1", d: "4" })).toEqual([
    { name: "a", value: "1", change: "same", before: null },
    { name: "b", value: "2", change: "changed", before: "1" },
    { name: "c", value: "3", change: "new", before: null },
    { name: "d", value: "", change: "gone", before: "4" },
  ]);
});

it("has nothing to compare the first request with", () => {
  expect(diffHeaders({ constructor: "x" }, null)).toEqual([
    { name: "constructor", value: "x", change: "same", before: null },
  ]);
  expect(diffHeaders({}, { __proto__: "x" } as never)).toEqual([]);
});
