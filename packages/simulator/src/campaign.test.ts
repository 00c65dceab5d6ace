import { describe, expect, it } from "vitest";
import { runCampaign } from "./campaign.ts";
import { drawPlan } from "./plan/draw.ts";
import { keptSeeds, readSeed } from "./seeds.ts";
import { simulate } from "./simulate.ts";

describe("300 seeds", () => {
  it("break no invariant, and every fault comes about", { timeout: 400_000 }, async () => {
    const { failures, counts, neverFired, seeds } = await runCampaign({ firstSeed: 1, count: 300 });
    expect(failures.map(({ plan, violations }) => ({ seed: plan.seed, violations }))).toEqual([]);
    expect(neverFired).toEqual([]);
    expect(seeds).toBe(300);
    expect(counts.acknowledged).toBeGreaterThan(3_000);
    expect(counts.lost).toBe(0);
  });
});

describe("a seed", () => {
  it.each([3, 7, 11, 28, 36])("gives the same trace whenever it runs: %i", async (seed) => {
    const first = await simulate(drawPlan(seed));
    const second = await simulate(drawPlan(seed));
    expect(second.hash).toBe(first.hash);
    expect(second.steps).toBe(first.steps);
  });

  it.each(keptSeeds().map((path) => [path.split("/").pop() ?? "", path]))(
    "that failed once fails no more: %s",
    async (_, path) => {
      const { plan } = readSeed(path);
      const first = await simulate(plan);
      expect(first.violations).toEqual([]);
      expect((await simulate(plan)).hash).toBe(first.hash);
    },
  );
});
