import { SCOPES } from "@callcall/contract";
import { expect, it } from "vitest";
import { groupsOf, PRESETS, presetOf, SCOPE_GROUPS, scopesInWords } from "./scopes.ts";

it("explains every scope of the contract, once", () => {
  const explained = SCOPE_GROUPS.flatMap(({ scopes }) => scopes.map(({ scope }) => scope));
  expect([...explained].sort()).toEqual([...SCOPES].sort());
});

it("offers what may be given, and no empty group", () => {
  expect(groupsOf(["events:write"]).map(({ label, scopes }) => [label, scopes.length])).toEqual([["Events", 1]]);
});

it("knows a preset by its scopes", () => {
  for (const { value, has } of PRESETS) expect(presetOf(SCOPES.filter(has), SCOPES)).toBe(value);
  expect(presetOf(["events:write", "secrets:read"], SCOPES)).toBe("custom");
  expect(presetOf([], SCOPES)).toBe("custom");
  // Of somebody who may only publish, publishing is also everything: the narrow word is the better one.
  expect(presetOf(["events:write"], ["events:write"])).toBe("publish");
});

it("never takes secrets for reading", () => {
  expect(SCOPES.filter(PRESETS[1]?.has ?? (() => true))).not.toContain("secrets:read");
});

it("says in few words what a key may do", () => {
  expect(scopesInWords([...SCOPES])).toBe(`All ${SCOPES.length} scopes`);
  expect(scopesInWords(["events:write"])).toBe("events:write");
  expect(scopesInWords(["events:write", "events:read", "keys:read", "keys:write"])).toBe(
    "events:write, events:read and 2 more",
  );
});
