import { describe, expect, it } from "vitest";
import { describeSchema, propertiesAt, type Schema, valuesAt } from "./schema-at.ts";

const SCHEMA: Schema = {
  type: "object",
  required: ["kind"],
  properties: {
    kind: { enum: ["hot", "cold"] },
    score: { type: "number", minimum: 0, maximum: 100 },
    services: { type: "array", items: { $ref: "#/$defs/service" } },
    either: { anyOf: [{ properties: { a: { type: "boolean" } } }, { properties: { b: { const: 3 } } }] },
  },
  $defs: {
    service: { type: "object", properties: { id: { type: "string", description: "The id" } } },
    loop: { $ref: "#/$defs/loop" },
  },
};

const names = (path: (string | number)[]) => propertiesAt(SCHEMA, path).map(({ name }) => name);

describe("a schema", () => {
  it("tells the members of an object, through references and branches", () => {
    expect(names([])).toEqual(["kind", "score", "services", "either"]);
    expect(propertiesAt(SCHEMA, [])[0]?.required).toBe(true);
    expect(names(["services", 4])).toEqual(["id"]);
    expect(names(["either"])).toEqual(["a", "b"]);
    expect(names(["nowhere", "at", "all"])).toEqual([]);
  });

  it("tells the values that are allowed", () => {
    expect(valuesAt(SCHEMA, ["kind"])).toEqual(['"hot"', '"cold"']);
    expect(valuesAt(SCHEMA, ["either", "a"])).toEqual(["true", "false"]);
    expect(valuesAt(SCHEMA, ["either", "b"])).toEqual(["3"]);
    expect(valuesAt(SCHEMA, ["score"])).toEqual([]);
  });

  it("may refer to itself without end", () => {
    expect(propertiesAt({ $ref: "#/$defs/loop", $defs: SCHEMA["$defs"] }, [])).toEqual([]);
    expect(propertiesAt({ properties: { child: { $ref: "#" } } }, Array(50).fill("child")).length).toBe(1);
  });

  it.each([
    [{ type: "number", minimum: 0, maximum: 100 }, "number, 0 to 100"],
    [{ type: "string", minLength: 1 }, "string, at least 1 characters"],
    [{ type: "string", format: "date-time" }, "string (date-time)"],
    [{ enum: ["hot", 1] }, 'one of "hot", 1'],
    [{ const: "inbound" }, 'always "inbound"'],
    [{ type: ["string", "null"] }, "string or null"],
    [{ type: "integer", minimum: Number.MIN_SAFE_INTEGER }, "integer"],
    [{}, "any value"],
  ])("%j is in words %s", (schema, words) => {
    expect(describeSchema(schema)).toBe(words);
  });
});
