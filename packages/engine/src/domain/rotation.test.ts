import { expect, it } from "vitest";
import { webhookRecord } from "../testing/records.ts";
import { dueRotations, rotationDueMs } from "./rotation.ts";

const DAY_MS = 86_400_000;
const T0 = 1_760_000_000_000;
const weekly = { secretCreatedMs: T0, secretRotationDays: 7, secretRotationAutomatic: true };

it("a secret is due when it has reached the period", () => {
  expect(rotationDueMs(weekly)).toBe(T0 + 7 * DAY_MS);
  expect(rotationDueMs({ ...weekly, secretRotationDays: null })).toBeNull();
});

it.each([
  ["a day too young", {}, T0 + 7 * DAY_MS - 1, false],
  ["of age", {}, T0 + 7 * DAY_MS, true],
  ["of age, and left to its owner", { secretRotationAutomatic: false }, T0 + 7 * DAY_MS, false],
  ["without a period", { secretRotationDays: null }, T0 + 7 * DAY_MS, false],
  ["of a disabled webhook", { status: "disabled", disabledReason: "by_hand" }, T0 + 7 * DAY_MS, false],
] as const)("%s", (_name, changes, nowMs, isDue) => {
  const webhook = webhookRecord({ ...weekly, ...changes });
  expect(dueRotations([webhook], nowMs)).toEqual(
    isDue ? [{ accountId: webhook.accountId, id: webhook.id, secretCreatedMs: T0 }] : [],
  );
});
