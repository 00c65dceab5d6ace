import { expect, it } from "vitest";
import { sparklinePoints } from "./sparkline.tsx";

it("draws the largest value at the top and zero at the bottom", () => {
  expect(sparklinePoints([0, 10, 5], 100, 22)).toBe("0,21 50,1 100,11");
});

it("draws one value as a level line, none as none, and only zeros at the bottom", () => {
  expect(sparklinePoints([3], 100, 22)).toBe("0,1 100,1");
  expect(sparklinePoints([], 100, 22)).toBe("");
  expect(sparklinePoints([0, 0], 100, 22)).toBe("0,21 100,21");
});
