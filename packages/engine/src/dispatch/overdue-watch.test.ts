import { expect, it } from "vitest";
import { createVirtualTime } from "../testing/virtual-time.ts";
import { OverdueWatch } from "./overdue-watch.ts";

it("tells of each that is not over in time, when it is due, with one timer", async () => {
  const time = createVirtualTime();
  const seen: [string, number][] = [];
  const watch = new OverdueWatch<string>(time.clock, time.timers, 1_000, (item) =>
    seen.push([item, time.clock.monotonicMs()]),
  );
  watch.add("a");
  await time.advance(300);
  watch.add("b");
  watch.add("c");
  expect(time.waiting()).toBe(1);
  await time.advance(600);
  watch.remove("b");
  watch.add("d");
  await time.advance(5_000);
  expect(seen).toEqual([
    ["a", 1_000],
    ["c", 1_300],
    ["d", 1_900],
  ]);
  expect(time.waiting()).toBe(0);
  watch.add("e");
  watch.stop();
  await time.advance(5_000);
  expect(seen).toHaveLength(3);
});
