import { BUILT_IN_EVENT_TYPES } from "@callcall/contract";
import type { EventTypeRecord } from "@callcall/store";
import { describe, expect, it } from "vitest";
import { builtInRecords, createSchemaCache } from "../services/catalogue.ts";
import { seededRandom } from "../testing/harness.ts";
import { createChance } from "./chance.ts";
import { realisticData } from "./realistic.ts";
import { vary } from "./vary.ts";

const NOW = Date.parse("2025-02-07T02:55:00Z");
const schemas = createSchemaCache();
const chance = createChance(seededRandom(7));

function many(record: EventTypeRecord, count = 300): string[] {
  return Array.from({ length: count }, () => realisticData(record, schemas, chance, NOW));
}

function ownType(schema: object | null, example: unknown): EventTypeRecord {
  return {
    accountId: "acct_test",
    name: "order.paid",
    description: "",
    archived: false,
    validation: "strict",
    version: "2024-01-01",
    schemas: JSON.stringify(schema === null ? {} : { "2024-01-01": schema }),
    example: example === undefined ? null : JSON.stringify(example),
    createdMs: 0,
    updatedMs: 0,
  };
}

describe("built-in types", () => {
  it.each(builtInRecords("acct_test").map((record) => [record.name, record] as const))(
    "%s is different each time and fits its schema",
    (name, record) => {
      const made = many(record);
      expect(new Set(made).size).toBeGreaterThan(290);
      const schema = schemas.of(record);
      const departures = made.flatMap((data) => schema?.departures(JSON.parse(data)) ?? []);
      expect(departures).toEqual([]);
      const { example } = BUILT_IN_EVENT_TYPES.find((type) => type.name === name) ?? { example: {} };
      expect(Object.keys(JSON.parse(made[0] ?? ""))).toEqual(Object.keys(example));
    },
  );

  it("customers are as hot as their score", () => {
    const [record] = builtInRecords("acct_test").filter(({ name }) => name === "customer.qualified");
    const data = many(record as EventTypeRecord).map((text) => JSON.parse(text));
    for (const { score, qualification_type } of data) {
      expect(qualification_type).toBe(score >= 75 ? "hot" : score >= 40 ? "warm" : "cold");
    }
  });
});

describe("types of one's own", () => {
  const schema = {
    type: "object",
    required: ["order_id", "total", "currency", "paid_at", "lines"],
    properties: {
      order_id: { type: "string" },
      total: { type: "number", minimum: 1, maximum: 5 },
      count: { type: "integer", exclusiveMinimum: 0, maximum: 3 },
      currency: { enum: ["EUR", "USD"] },
      code: { type: "string", pattern: "^[A-Z]{3}-7$" },
      paid_at: { type: "string", format: "date-time" },
      customer: { type: "object", required: ["id"], properties: { id: { type: "string", format: "uuid" } } },
      lines: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          required: ["sku"],
          properties: { sku: { type: "string", minLength: 5, maxLength: 5 } },
        },
      },
      constructor: { type: "boolean" },
      choice: { anyOf: [{ type: "string" }, { type: "null" }] },
    },
  };
  const example = {
    order_id: "order_1234",
    total: 2.5,
    count: 2,
    currency: "EUR",
    code: "ABC-7",
    paid_at: "2025-01-01T00:00:00Z",
    customer: { id: "6f2c2c7e-8d43-4c5b-a0c1-7b2c6f1d9e10" },
    lines: [{ sku: "sku-1" }, { sku: "sku-2" }, { sku: "sku-3" }],
    constructor: true,
    choice: "as it is",
  };

  it("are varied within their schema", () => {
    const record = ownType(schema, example);
    const made = many(record);
    expect(new Set(made).size).toBeGreaterThan(290);
    const data = made.map((text) => JSON.parse(text));
    expect(data.flatMap((one) => schemas.of(record)?.departures(one) ?? [])).toEqual([]);
    expect(new Set(data.map(({ currency }) => currency))).toEqual(new Set(["EUR", "USD"]));
    expect(new Set(data.map(({ count }) => count))).toEqual(new Set([1, 2, 3]));
    expect(new Set(data.map(({ lines }) => lines.length))).toEqual(new Set([1, 2, 3]));
    expect(new Set(data.map(({ code, choice }) => `${code} ${choice}`))).toEqual(new Set(["ABC-7 as it is"]));
  });

  it("are made from the schema where there is no example", () => {
    const record = ownType(schema, undefined);
    expect(Object.keys(JSON.parse(many(record, 1)[0] ?? "")).sort()).toEqual([
      "currency",
      "lines",
      "order_id",
      "paid_at",
      "total",
    ]);
  });

  it("are varied by their example alone where there is no schema", () => {
    const made = many(ownType(null, { id: "order_1234", amount: 100, note: "fixed" })).map((text) => JSON.parse(text));
    for (const { id, amount, note } of made) {
      expect(id).toMatch(/^order_\d{4}$/);
      expect(amount).toBeGreaterThanOrEqual(50);
      expect(amount).toBeLessThanOrEqual(150);
      expect(note).toBe("fixed");
    }
    expect(many(ownType(null, undefined), 1)).toEqual(["{}"]);
  });

  it("keep their example where the variation would not fit", () => {
    const demanding = {
      type: "object",
      properties: { a: { type: "number" }, b: { type: "number" } },
      const: { a: 1, b: 2 },
    };
    expect(many(ownType({ ...demanding, minProperties: 3 }, { a: 1, b: 2 }), 3)).toEqual(
      Array(3).fill('{"a":1,"b":2}'),
    );
  });

  it("do not follow a deep example to its end", () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 2_000; depth++) deep = [deep];
    expect(() => vary(deep, null, { chance, nowMs: NOW })).not.toThrow();
  });

  it("makes no more than a bounded number of values, whatever a schema asks for", () => {
    let schema: object = { type: "string" };
    for (let level = 0; level < 12; level++) schema = { type: "array", minItems: 10, items: schema };
    const made = realisticData(ownType(schema, undefined), schemas, chance, NOW);
    expect(made.length).toBeLessThan(40_000);
  });
});
