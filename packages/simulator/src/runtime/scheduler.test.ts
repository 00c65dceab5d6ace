import { expect, it } from "vitest";
import { Rng } from "./rng.ts";
import { OUTSIDE, Scheduler } from "./scheduler.ts";

async function play(seed: number): Promise<readonly string[]> {
  const scheduler = new Scheduler(new Rng(seed, "test"));
  const seen: string[] = [];
  const note = (name: string) => () => void seen.push(`${name}@${scheduler.nowMs}`);
  scheduler.after(20, OUTSIDE, note("late"));
  scheduler.after(10, OUTSIDE, () => {
    note("first")();
    for (const name of ["a", "b", "c", "d", "e"]) scheduler.after(0, OUTSIDE, note(name));
    scheduler.after(5, OUTSIDE, () => void Promise.resolve().then(() => Promise.resolve().then(note("micro"))));
  });
  scheduler.after(12, OUTSIDE, note("cancelled")).cancel();
  scheduler.after(13, { alive: false, stalledUntilMs: 0 }, note("of the dead"));
  scheduler.after(3, { alive: true, stalledUntilMs: 17 }, note("stalled"));
  while (await scheduler.step(100));
  return seen;
}

it("runs what is due in the order of time, each with its microtasks, and skips the cancelled and the dead", async () => {
  const seen = await play(1);
  expect(seen[0]).toBe("first@10");
  expect(seen.slice(1, 6).sort()).toEqual(["a@10", "b@10", "c@10", "d@10", "e@10"]);
  expect(seen.slice(6)).toEqual(["micro@15", "stalled@17", "late@20"]);
});

it("lets the seed pick among what is ready: the same order for the same seed, others for others", async () => {
  expect(await play(7)).toEqual(await play(7));
  const orders = new Set(await Promise.all([1, 2, 3, 4, 5, 6].map(async (seed) => (await play(seed)).join())));
  expect(orders.size).toBeGreaterThan(3);
});
