import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest, subscribes, unknownSubscriptions } from "./subscriptions.ts";

describe("subscribes", () => {
  it.each([
    ["*", "customer.qualified", true],
    ["customer.qualified", "customer.qualified", true],
    ["customer.*", "customer.qualified", true],
    ["customer.*", "customer.a.b", true],
    ["customer.*", "customer", false],
    ["customer.*", "customers.x", false],
    ["customer.*", "xcustomer.y", false],
    ["customer.a.*", "customer.a.b", true],
    ["customer.a.*", "customer.ab.c", false],
    ["customer", "customer.qualified", false],
    ["customer.qualified", "customer.qualified2", false],
  ])("%s takes %s: %s", (pattern, type, taken) => {
    expect(subscribes(pattern, type)).toBe(taken);
  });

  it("agrees with a comparison word by word", () => {
    const word = fc.constantFrom("a", "b", "ab", "a_", "1");
    const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join("."));
    fc.assert(
      fc.property(name, name, (prefix, type) => {
        const words = prefix.split(".");
        const begins = words.every((part, index) => type.split(".")[index] === part);
        expect(subscribes(`${prefix}.*`, type)).toBe(begins && type.split(".").length > words.length);
      }),
    );
  });
});

describe("unknownSubscriptions", () => {
  const types = ["customer.qualified", "service.matched"];
  it("names those that no type satisfies", () => {
    expect(unknownSubscriptions(["*", "customer.*", "service.matched"], types)).toEqual([]);
    expect(unknownSubscriptions(["customer.*", "customers.*", "x"], types)).toEqual(["customers.*", "x"]);
    expect(unknownSubscriptions(["*"], [])).toEqual([]);
  });
});

describe("nearest", () => {
  const known = ["customer.qualified", "service.matched", "message.received", "analysis.completed"];
  it.each([
    ["customer.qualifed", "customer.qualified"],
    ["customer_qualified", "customer.qualified"],
    ["service.match", "service.matched"],
    ["mesage.recieved", "message.received"],
    ["analysis.*", "analysis.completed"],
  ])("of %s is %s", (name, expected) => {
    expect(nearest(name, known)).toBe(expected);
  });

  it("is nothing where nothing is known, and the first of equals", () => {
    expect(nearest("a", [])).toBeUndefined();
    expect(nearest("", ["b", "a"])).toBe("b");
  });
});
