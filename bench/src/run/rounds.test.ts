import { expect, it } from "vitest";
import { inRounds, middle, ROUNDS, ratioTo } from "./rounds.ts";

it("takes turns, so that no case has the machine's best minute for itself", async () => {
  const order: string[] = [];
  const found = await inRounds(["a", "b"], async (given, round) => {
    order.push(`${given}${round}`);
    return round;
  });
  expect(order).toEqual(["a0", "b0", "a1", "b1", "a2", "b2"]);
  expect(found.get("b")).toEqual(Array.from({ length: ROUNDS }, (_, round) => round));
});

it("compares within each round: one in which the machine was slow counts as any other", () => {
  const base = [10, 100, 10];
  const found = [11, 150, 15];
  expect(middle(found, Number)).toBe(15);
  expect(ratioTo(found, base, Number)).toBe(1.5);
});

it("has no figure where nothing was measured", () => {
  expect(middle([null, null], (one) => one)).toBeNull();
  expect(ratioTo([null], [3], (one: number | null) => one)).toBeNaN();
});
