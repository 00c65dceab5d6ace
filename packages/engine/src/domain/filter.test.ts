import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFilter } from "./filter.ts";

function accepts(source: string, data: unknown, type = "customer.qualified"): boolean {
  const compilation = compileFilter(source);
  if (!compilation.ok) throw new Error(compilation.detail);
  return compilation.filter.accepts({ type, data });
}

function refusal(source: string): string {
  const compilation = compileFilter(source);
  return compilation.ok ? "accepted" : compilation.detail;
}

describe("a filter", () => {
  it.each([
    ["data.score >= 80", { score: 85 }, true],
    ["data.score >= 80", { score: 79.5 }, false],
    ['data.name.startsWith("Ada")', { name: "Ada Lovelace" }, true],
    ['data.tags.exists(tag, tag == "vip")', { tags: ["new", "vip"] }, true],
    ["data.items.all(item, item.price > 10)", { items: [{ price: 11 }, { price: 9 }] }, false],
    ["data.items.filter(item, item.ok).exists(item, item.price > 10)", { items: [{ ok: true, price: 11 }] }, true],
    ["data.items.map(item, item.price).exists(price, price in [1, 2])", { items: [{ price: 2 }] }, true],
    ["size(data.items) > 1", { items: [1, 2] }, true],
    ['"vip" in data.tags', { tags: ["vip"] }, true],
    ["has(data.score) && data.score > 1", {}, false],
    ["!has(data.score) || data.score > 1", {}, true],
    ['event_type == "customer.qualified"', {}, true],
    ['event_type.endsWith(".matched")', {}, false],
  ])("%s on %j", (source, data, expected) => {
    expect(accepts(source, data)).toBe(expected);
  });

  it("does not want what it cannot judge", () => {
    expect(accepts("data.score >= 80", {})).toBe(false);
    expect(accepts("data.score >= 80", { score: "85" })).toBe(false);
    expect(accepts("data.score >= 80", null)).toBe(false);
    expect(accepts("data.a.b.c == 1", { a: 1 })).toBe(false);
    expect(accepts("1 / data.zero > 0", { zero: 0 })).toBe(false);
  });

  it("wants only what is true, not what is truthy", () => {
    expect(accepts("data.flag", { flag: true })).toBe(true);
    for (const flag of [1, "true", [true], { a: 1 }, null]) expect(accepts("data.flag", { flag })).toBe(false);
  });

  it("sees no inherited names", () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect(accepts(`has(data.${name})`, {})).toBe(false);
      expect(accepts(`data["${name}"] != null`, {})).toBe(false);
      expect(accepts(`"${name}" in data`, {})).toBe(false);
    }
    expect(accepts('data["__proto__"].admin', JSON.parse('{"__proto__":{"admin":true}}'))).toBe(true);
  });
});

describe("compileFilter", () => {
  it.each([
    ["data.score >=", "Unexpected token"],
    ["", ""],
    ["1 + 1", "Cannot filter by a int"],
    ['"text"', "Cannot filter by a string"],
    ["unknown_name == 1", "Unknown variable"],
    ['data.name.matches("(a+)+$")', "Cannot use matches"],
    ['data.items.join(data.name) == "x"', "Cannot use join"],
    ["cel.bind(x, data.a + data.a, x == 1)", "Cannot use bind"],
    ["data.a.all(x, data.b.all(y, x == y))", "Cannot use all inside another list macro"],
    ["data.a.exists(x, x.b.exists(y, y == 1))", "Cannot use exists inside another list macro"],
    ["data.a.map(x, x.b.filter(y, y)).exists(z, true)", "Cannot use filter inside another list macro"],
    ["data.a.exists(x, x in data.b)", "Cannot use data inside a list macro"],
    ["data.a.exists(x, data.text.contains(x))", "Cannot use data inside a list macro"],
    ["data.a.exists(data, data == 1)", "Cannot use data inside a list macro"],
    [`${"(".repeat(100)}true${")".repeat(100)}`, ""],
    [Array.from({ length: 600 }, () => "true").join(" && "), ""],
  ])("refuses %.60s", (source, detail) => {
    expect(refusal(source)).not.toBe("accepted");
    expect(refusal(source)).toContain(detail);
    expect(refusal(source)).not.toContain("\n");
  });

  it("always ends with a verdict", () => {
    const part = fc.constantFrom(
      "data",
      ".a",
      "[0]",
      "(",
      ")",
      " == ",
      "1",
      '"x"',
      " && ",
      "!",
      ".exists(x, x)",
      " in ",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join("")),
        ),
        (source) => {
          const compilation = compileFilter(source);
          if (compilation.ok)
            expect(typeof compilation.filter.accepts({ type: "a", data: { a: [1] } })).toBe("boolean");
          else expect(typeof compilation.detail).toBe("string");
        },
      ),
    );
  });
});
