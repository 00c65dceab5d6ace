import { expect, it } from "vitest";
import { BUGS } from "./bugs/index.ts";
import { runCampaign } from "./campaign.ts";
import { minimise, shrink } from "./shrink.ts";
import { simulate } from "./simulate.ts";

it("finds the few items that matter", async () => {
  const items = Array.from({ length: 40 }, (_, index) => index);
  const left = await minimise(items, async (rest) => rest.includes(7) && rest.includes(31));
  expect(left).toEqual([7, 31]);
  expect(await minimise(items, async () => true)).toEqual([]);
  expect(await minimise(items, async () => false)).toEqual(items);
});

it("makes a failing plan smaller, with the same invariant broken, the same way each time", {
  timeout: 120_000,
}, async () => {
  const bug = BUGS.find(({ name }) => name === "fifo-newest-first");
  if (bug === undefined) throw new Error("Cannot find the bug to plant");
  const { failures } = await runCampaign({
    firstSeed: 1,
    count: 20,
    bug,
    onReport: ({ violations }) => violations.length > 0,
  });
  const [found] = failures;
  const invariant = found?.violations[0]?.invariant;
  if (found === undefined || invariant === undefined) throw new Error("Cannot shrink as no seed failed");
  const { plan } = await shrink(found.plan, invariant, { bug });
  expect(plan.calls.length).toBeLessThan(found.plan.calls.length / 2);
  expect(plan.webhooks.length).toBe(1);
  expect((await simulate(plan, { bug })).violations[0]?.invariant).toBe(invariant);
  expect((await simulate(plan)).violations).toEqual([]);
  expect((await shrink(found.plan, invariant, { bug })).plan).toEqual(plan);
});
