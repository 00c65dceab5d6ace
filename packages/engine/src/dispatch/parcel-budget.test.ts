import fc from "fast-check";
import { expect, it } from "vitest";
import { ParcelBudget } from "./parcel-budget.ts";

it("gives each lane the less, the less is left, and one to whoever has none", () => {
  const budget = new ParcelBudget(800);
  expect(budget.room(0, 256)).toBe(100);
  budget.use(100);
  expect(budget.room(0, 256)).toBe(87);
  budget.use(700);
  expect(budget.room(0, 256)).toBe(1);
  expect(budget.room(1, 256)).toBeLessThanOrEqual(0);
  budget.free(800);
  expect(budget.room(80, 64)).toBeLessThanOrEqual(0);
});

it("never lets lanes hold more than it and one each", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 2_000 }), (asks) => {
      const budget = new ParcelBudget(200);
      const held = new Map<number, number>();
      let total = 0;
      for (const lane of asks) {
        const own = held.get(lane) ?? 0;
        if (budget.room(own, 256) <= 0) continue;
        budget.use(1);
        held.set(lane, own + 1);
        total += 1;
      }
      expect(total).toBeLessThanOrEqual(200 + held.size);
    }),
  );
});
