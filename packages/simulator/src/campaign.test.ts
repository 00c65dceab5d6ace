import { describe, expect, it } from "vitest";
import { runCampaign } from "./campaign.ts";
import { drawPlan } from "./plan/draw.ts";
import { simulate } from "./simulate.ts";

describe("seeds", () => {
  it("break no invariant", { timeout: 120_000 }, async () => {
    const { failures, counts } = await runCampaign({ firstSeed: 1, count: 60 });
    expect(failures.map(({ plan, violations }) => ({ seed: plan.seed, violations }))).toEqual([]);
    expect(counts.acknowledged).toBeGreaterThan(500);
    expect(counts.lost).toBe(0);
  });

  it.each([3, 7, 11])("give the same trace whenever they run: seed %i", async (seed) => {
    const first = await simulate(drawPlan(seed));
    const second = await simulate(drawPlan(seed));
    expect(second.hash).toBe(first.hash);
    expect(second.steps).toBe(first.steps);
  });
});
