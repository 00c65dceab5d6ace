import { expect, it } from "vitest";
import { standingOf, stands } from "./standing.ts";

const NOW = Date.parse("2026-11-23T12:00:00.000Z");
const WEEK = 7 * 86_400_000;
const at = (ms: number): string => new Date(NOW + ms).toISOString();

it.each([
  [null, null, "active"],
  [null, at(WEEK + 1), "active"],
  [null, at(WEEK), "ending"],
  [null, at(1), "ending"],
  [null, at(0), "expired"],
  [at(-1), at(WEEK * 2), "revoked"],
  [at(-1), at(-1), "revoked"],
] as const)("revoked %s, ends %s: %s", (revoked_at, expires_at, expected) => {
  expect(standingOf({ revoked_at, expires_at }, NOW)).toBe(expected);
});

it("an active key and one that ends soon open something", () => {
  expect((["active", "ending", "expired", "revoked"] as const).map(stands)).toEqual([true, true, false, false]);
});
