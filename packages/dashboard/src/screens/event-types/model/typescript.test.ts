import { describe, expect, it } from "vitest";
import { typeNameOf, typeScriptOf } from "./typescript.ts";

describe("typeScriptOf", () => {
  it("prints what an event's schema says", () => {
    const schema = {
      type: "object",
      required: ["customer_id", "triggers"],
      properties: {
        customer_id: { type: "string", description: "The customer" },
        score: { type: "number" },
        kind: { enum: ["hot", "cold"] },
        triggers: { type: "array", items: { type: "string" } },
        "odd-name": { type: ["string", "null"] },
        place: { type: "object", properties: { city: { type: "string" } } },
      },
    };
    expect(typeScriptOf("customer.qualified", schema)).toBe(
      [
        "export interface CustomerQualified {",
        "  /** The customer */",
        "  customer_id: string;",
        "  score?: number;",
        '  kind?: "hot" | "cold";',
        "  triggers: string[];",
        '  "odd-name"?: string | null;',
        "  place?: {",
        "    city?: string;",
        "  };",
        "}",
        "",
      ].join("\n"),
    );
  });

  it("does not let a description out of its comment", () => {
    const text = typeScriptOf("a", { type: "object", properties: { x: { description: "*/ alert(1) /*\n\nmore" } } });
    expect(text).toContain("/** * / alert(1) /* more */");
    expect(text).toContain("x?: unknown;");
  });

  it("ends at a depth, and with what it does not know", () => {
    let schema: Record<string, unknown> = { type: "string" };
    for (let depth = 0; depth < 50; depth++) schema = { type: "array", items: schema };
    expect(typeScriptOf("deep", schema)).toContain("unknown[]");
    expect(typeScriptOf("any.thing", {})).toBe("export type AnyThing = unknown;\n");
    expect(typeScriptOf("one", { anyOf: [{ type: "integer" }, { type: "number" }, { const: "x" }] })).toBe(
      'export type One = number | "x";\n',
    );
  });

  it("makes names of names", () => expect(typeNameOf("order.line_item.paid")).toBe("OrderLineItemPaid"));
});
