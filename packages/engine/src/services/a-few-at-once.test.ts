import { expect, it } from "vitest";
import { aFewAtOnce } from "./a-few-at-once.ts";

it("begins in order, keeps to its bound, and gives the results in order", async () => {
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  const results = await aFewAtOnce(3, [5, 1, 4, 1, 3, 2, 0], async (turns) => {
    begun.push(turns);
    underWay += 1;
    most = Math.max(most, underWay);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    underWay -= 1;
    return turns * 10;
  });
  expect(begun).toEqual([5, 1, 4, 1, 3, 2, 0]);
  expect(results).toEqual([50, 10, 40, 10, 30, 20, 0]);
  expect(most).toBe(3);
});

it("fails as soon as one of them does", async () => {
  const failing = aFewAtOnce(2, [1, 2, 3], async (item) => {
    if (item === 2) throw new Error("no");
    return item;
  });
  await expect(failing).rejects.toThrow("no");
});
