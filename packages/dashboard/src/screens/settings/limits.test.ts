import { LIMITS } from "@callcall/contract";
import { expect, it } from "vitest";
import { limitRow } from "./limits.ts";

it.each([
  ["payload_bytes", 262_144, "Payload", "256.0 KiB"],
  ["delivery_deadline_ms_max", 30_000, "Delivery deadline, most", "30.00 s"],
  ["overlap_seconds_default", 86_400, "Overlap, by default", "1 d"],
  ["webhooks_per_account", 1_000, "Webhooks per account", "1,000"],
  ["delivery_deadline_ms_min", 1_000, "Delivery deadline, least", "1.00 s"],
])("%s", (name, value, label, shown) => {
  expect(limitRow(name, value)).toEqual({ name, label, value: shown });
});

it("finds words for every limit of the contract", () => {
  const rows = Object.entries(LIMITS).map(([name, value]) => limitRow(name, value));
  for (const { label, value } of rows) {
    expect(label).toMatch(/^[A-Z][a-z0-9 ]+(, (most|least|by default))?$/);
    expect(value).not.toBe("");
  }
});
