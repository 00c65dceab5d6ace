import { expect, it } from "vitest";
import { createVirtualTime } from "./virtual-time.ts";

it("runs timers in order, each with what follows from it, and never early", async () => {
  const time = createVirtualTime(1_000);
  const seen: string[] = [];
  time.timers.after(20, () => seen.push(`b at ${time.clock.nowMs()}`));
  time.timers.after(10, () => {
    seen.push(`a at ${time.clock.nowMs()}`);
    time.timers.soon(() => seen.push("soon"));
    time.timers.after(5, () => void Promise.resolve().then(() => seen.push(`c at ${time.clock.nowMs()}`)));
  });
  time.timers.after(12, () => seen.push("cancelled")).cancel();
  await time.advance(9);
  expect(seen).toEqual([]);
  await time.advance(11);
  expect(seen).toEqual(["a at 1010", "soon", "c at 1015", "b at 1020"]);
});

it("has a wall clock that can be set, and a steady one that cannot", async () => {
  const time = createVirtualTime(1_000);
  await time.advance(5);
  time.step(-500);
  expect([time.clock.nowMs(), time.clock.monotonicMs()]).toEqual([505, 5]);
});
