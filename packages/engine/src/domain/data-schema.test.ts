import { BUILT_IN_EVENT_TYPES, dataSchemaOf } from "@callcall/contract";
import { describe, expect, it, vi } from "vitest";
import { compileDataSchema } from "./data-schema.ts";

type Schema = Record<string, unknown>;

function departures(schema: Schema, data: unknown) {
  const compilation = compileDataSchema(schema);
  if (!compilation.ok) throw new Error(compilation.detail);
  return compilation.schema.departures(data);
}

function refusal(schema: Schema): string {
  const compilation = compileDataSchema(schema);
  return compilation.ok ? "accepted" : compilation.detail;
}

describe("a schema", () => {
  it.each(BUILT_IN_EVENT_TYPES.map((type) => [type.name, type] as const))("of %s fits its example", (_, type) => {
    expect(departures(dataSchemaOf(type), type.example)).toEqual([]);
    expect(departures(dataSchemaOf(type), { ...type.example, a_field_of_tomorrow: 1 })).toEqual([]);
    expect(departures(dataSchemaOf(type), {})).not.toEqual([]);
  });

  it("points at what departs", () => {
    const schema = {
      type: "object",
      properties: { list: { type: "array", items: { type: "object", required: ["a/b~c"] } } },
    };
    expect(departures(schema, { list: [{ "a/b~c": 1 }, {}] })).toEqual([
      { pointer: "/data/list/1/a~1b~0c", detail: "must have required property 'a/b~c'" },
    ]);
    expect(departures(schema, { list: 1 })).toEqual([{ pointer: "/data/list", detail: "must be array" }]);
    expect(departures(schema, [])).toEqual([{ pointer: "/data", detail: "must be object" }]);
  });

  it("names at most 20 departures", () => {
    const schema = { anyOf: Array.from({ length: 40 }, (_, value) => ({ const: value })) };
    expect(departures(schema, "x")).toHaveLength(20);
  });

  it("takes no inherited name for a property", () => {
    expect(departures({ required: ["constructor"] }, {})).toHaveLength(1);
    expect(departures({ properties: { constructor: { type: "string" } } }, {})).toEqual([]);
    expect(departures({ properties: { toString: { type: "string" } } }, { toString: 1 })).toHaveLength(1);
  });

  it("resolves references within itself", () => {
    const schema = {
      $id: "https://example.com/schema",
      $defs: { "a/b": { type: "integer" }, both: { allOf: [{ $ref: "#/$defs/a~1b" }, { minimum: 3 }] } },
      properties: { n: { $ref: "#/$defs/both" } },
    };
    expect(departures(schema, { n: 3 })).toEqual([]);
    expect(departures(schema, { n: 2 })).toHaveLength(1);
    // The same $id again, and another schema under it.
    expect(departures({ $id: "https://example.com/schema", type: "string" }, "x")).toEqual([]);
  });

  it.each([
    ["date-time", "2025-02-07T02:55:00Z", "yesterday"],
    ["date", "2025-02-07", "2025-02-30"],
    ["email", "ada@example.com", "ada"],
    ["uri", "https://example.com/a", "no scheme"],
    ["uuid", "123e4567-e89b-12d3-a456-426614174000", "123"],
    ["ipv4", "203.0.113.7", "203.0.113.256"],
  ])("checks the format %s", (format, good, bad) => {
    expect(departures({ format }, good)).toEqual([]);
    expect(departures({ format }, bad)).toHaveLength(1);
  });

  it("ignores formats that it does not know, without a word on the console", () => {
    const warn = vi.spyOn(console, "warn");
    expect(departures({ format: "colour" }, "x")).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });

  it("matches patterns as RE2 does", () => {
    expect(departures({ pattern: "^[a-z]+\\d$" }, "abc1")).toEqual([]);
    expect(departures({ pattern: "b" }, "abc")).toEqual([]);
    expect(departures({ pattern: "^b" }, "abc")).toHaveLength(1);
    expect(departures({ patternProperties: { "^x-": { type: "string" } } }, { "x-a": 1 })).toHaveLength(1);
    const two = { properties: { a: { pattern: "^a$" }, b: { pattern: "^b$" } } };
    expect(departures(two, { a: "a", b: "b" })).toEqual([]);
    expect(departures(two, { a: "a", b: "a" })).toEqual([{ pointer: "/data/b", detail: 'must match pattern "^b$"' }]);
    expect(refusal({ pattern: "(?=a)b" })).toContain("(?=");
    expect(refusal({ pattern: "(a)\\1" })).not.toBe("accepted");
    expect(refusal({ pattern: "((a{100}){100}){100}" })).toContain("repeat count");
  });
});

describe("what could hold the publisher up", () => {
  const LONG = 250_000;

  it.each([
    ["pattern", { pattern: "^(a+)+$" }, `${"a".repeat(LONG)}!`],
    ["pattern", { pattern: "(x|a|aa|aaa){1,200}$" }, `${"a".repeat(LONG)}b`],
    ["url", { format: "url" }, `http://${"a:".repeat(LONG / 2)}@`],
    ["email", { format: "email" }, `a@${"a-".repeat(LONG / 2)}`],
    ["email", { format: "email" }, `a@${"a.".repeat(LONG / 2)}!`],
    ["uri", { format: "uri" }, `http://${"a:".repeat(LONG / 2)}@`],
    ["uri-template", { format: "uri-template" }, `${"{a}".repeat(LONG / 3)}{`],
    ["ipv6", { format: "ipv6" }, ":".repeat(LONG)],
    ["duration", { format: "duration" }, `P${"1".repeat(LONG)}`],
    ["date-time", { format: "date-time" }, `2025-02-07T00:00:00.${"1".repeat(LONG)}`],
    ["regex", { format: "regex" }, "(".repeat(LONG)],
    ["json-pointer", { format: "json-pointer" }, `${"/a".repeat(LONG / 2)}~`],
  ])("takes no time: %s on a long text", (_, schema, text) => {
    const compilation = compileDataSchema(schema);
    if (!compilation.ok) throw new Error(compilation.detail);
    const startedAt = performance.now();
    compilation.schema.departures(text);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it.each([
    ["back to itself", { $ref: "#/$defs/a", $defs: { a: { properties: { b: { $ref: "#/$defs/a" } } } } }],
    ["$ref #", { properties: { a: { $ref: "#" } } }],
    ["other documents", { $ref: "https://example.com/schema" }],
    ["anchors", { $ref: "#a", $defs: { a: { $anchor: "a" } } }],
    ["$dynamicRef", { $dynamicRef: "#a" }],
    ["nowhere", { $ref: "#/$defs/missing" }],
    ["malformed", { $ref: "#/%zz" }],
    ["uniqueItems", { properties: { a: { type: "array", uniqueItems: true } } }],
    ["an unknown type", { type: "strange" }],
    ["an unknown draft", { $schema: "http://json-schema.org/draft-07/schema#" }],
    // `validate` would answer with a promise that rejects, and nobody waits for it: the process would end.
    ["$async", { $async: true, required: ["a"] }],
    ["$async below", { properties: { a: { $async: true } } }],
    ["$async by reference", { $ref: "#/$defs/a", $defs: { a: { $async: true, type: "string" } } }],
  ])("refuses %s", (_, schema) => {
    expect(refusal(schema)).not.toBe("accepted");
  });

  it("refuses patterns that are too large, one by one or together", () => {
    expect(refusal({ pattern: "(x|a|aa|aaa){1,1000}$" })).toContain("too large");
    const properties = (count: number): Schema =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, { pattern: `^${n}[a-z]{1,64}$` }]));
    expect(refusal({ properties: properties(10) })).toBe("accepted");
    expect(refusal({ properties: properties(30) })).toContain("too large");
  });

  it("refuses references that multiply", () => {
    const $defs: Schema = { d30: { type: "string" } };
    for (let n = 0; n < 30; n++) {
      $defs[`d${n}`] = { allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] };
    }
    expect(refusal({ $ref: "#/$defs/d0", $defs })).toContain("10000 nodes");
  });

  it("refuses an $id below the root, from where references would lead elsewhere", () => {
    const inner = { $id: "inner", properties: { a: { $ref: "#/$defs/a" } }, $defs: { a: { $ref: "#/properties/a" } } };
    expect(refusal({ $id: "https://example.com/s", properties: { inner } })).toContain("$id");
    expect(refusal({ properties: { $id: { type: "string" } } })).toBe("accepted");
  });

  it("survives a chain of references that is as long as a schema may be", () => {
    const $defs: Schema = { d2300: { type: "string" } };
    for (let n = 0; n < 2_300; n++) $defs[`d${n}`] = { $ref: `#/$defs/d${n + 1}` };
    expect(typeof refusal({ $ref: "#/$defs/d0", $defs })).toBe("string");
  });
});
