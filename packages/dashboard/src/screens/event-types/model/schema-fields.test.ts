import { expect, it } from "vitest";
import { fieldsOf } from "./schema-fields.ts";

it("lists the properties of a schema by their paths, with their rules in words", () => {
  const fields = fieldsOf({
    type: "object",
    required: ["id"],
    properties: {
      id: { type: "string", minLength: 1, description: "Whose" },
      score: { type: "number", minimum: 0, maximum: 100 },
      lines: { type: "array", items: { type: "object", required: ["sku"], properties: { sku: { type: "string" } } } },
      tags: { type: "array", items: { enum: ["a", "b"] } },
    },
  });
  expect(fields.map(({ path, type, required, rules }) => [path, type, required, rules])).toEqual([
    ["id", "string", true, "1 or more characters"],
    ["score", "number", false, "at least 0, at most 100"],
    ["lines", "object[]", false, ""],
    ["lines[]", "object", true, ""],
    ["lines[].sku", "string", true, ""],
    ["tags", '("a" | "b")[]', false, ""],
  ]);
  expect(fields[0]?.description).toBe("Whose");
});

it("is one line for what is no object, and for no schema at all", () => {
  expect(fieldsOf({ type: "string" })).toMatchObject([{ path: "", type: "string" }]);
  expect(fieldsOf({})).toMatchObject([{ path: "", type: "any" }]);
});

it("ends where a schema is too large to be read", () => {
  const properties = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`p${n}`, { type: "string" }]));
  expect(fieldsOf({ type: "object", properties })).toHaveLength(299);
});
