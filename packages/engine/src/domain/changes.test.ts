import { LIMITS } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { fieldChanges, HIDDEN } from "./changes.ts";

describe("changes", () => {
  it("are of the fields that differ", () => {
    const before = { url: "https://a.example/", events: ["a", "b"], ordering: "none" };
    expect(fieldChanges(before, { ...before, events: ["a"], ordering: "fifo" })).toEqual([
      { field: "events", before: ["a", "b"], after: ["a"] },
      { field: "ordering", before: "none", after: "fifo" },
    ]);
    expect(fieldChanges(before, { ...before })).toEqual([]);
  });

  it("of what is made or removed leave out what is not set", () => {
    const fields = { name: "k", description: "", metadata: {}, scopes: [], filter: null, paused: undefined, limit: 0 };
    expect(fieldChanges({}, fields)).toEqual([
      { field: "name", before: null, after: "k" },
      { field: "limit", before: null, after: 0 },
    ]);
    expect(fieldChanges(fields, {})).toEqual([
      { field: "name", before: "k", after: null },
      { field: "limit", before: 0, after: null },
    ]);
  });

  it("tell that a secret changed, and never what it is", () => {
    const isSecret = (field: string) => field.startsWith("headers.");
    const changes = fieldChanges(
      { "headers.a": "old-credential", "headers.b": "same", "headers.c": "gone" },
      { "headers.a": "new-credential", "headers.b": "same" },
      isSecret,
    );
    expect(changes).toEqual([
      { field: "headers.a", before: HIDDEN, after: HIDDEN },
      { field: "headers.c", before: HIDDEN, after: null },
    ]);
  });

  it("cut what is long, and no character in half", () => {
    const limit = LIMITS.audit_value_characters;
    const shown = (text: string) => fieldChanges({}, { text })[0]?.after;
    expect(shown("x".repeat(limit))).toBe("x".repeat(limit));
    expect(shown("x".repeat(limit + 1))).toBe(`${"x".repeat(limit)}… (${limit + 1} characters)`);
    expect(shown(`${"x".repeat(limit - 1)}😀`)).toBe(`${"x".repeat(limit - 1)}… (${limit + 1} characters)`);
    expect(fieldChanges({}, { list: [["y".repeat(limit)]] })[0]?.after).toMatch(/^\[\["yyy.*… \(\d+ characters\)$/);
  });

  it("count what there is no room for", () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`field_${n}`, "z".repeat(900)]));
    const changes = fieldChanges({}, many);
    expect(JSON.stringify(changes).length).toBeLessThan(LIMITS.audit_changes_characters + 500);
    expect(changes.at(-1)).toEqual({ field: "…", before: null, after: `${100 - changes.length + 1} more fields` });
  });
});
