import { expect, it } from "vitest";
import { Runway } from "./runway.ts";

function runway() {
  const turns: (() => void)[] = [];
  const timers = { soon: (callback: () => void) => void turns.push(callback) };
  const begun: number[] = [];
  const under = new Runway(timers);
  return {
    begun,
    clear: (index: number) => under.clear(() => void begun.push(index)),
    turns,
    endTurn: () => turns.splice(0).forEach((callback) => void callback()),
  };
}

it("begins at once what one turn of the loop can carry, the rest in the turns that follow, in order", () => {
  const { clear, begun, endTurn, turns } = runway();
  const all = Array.from({ length: 120 }, (_, index) => index);
  for (const index of all) clear(index);
  expect(begun).toEqual(all.slice(0, 48));
  endTurn();
  expect(begun).toEqual(all.slice(0, 96));
  clear(120);
  expect(begun).toHaveLength(96);
  endTurn();
  expect(begun).toEqual([...all, 120]);
  endTurn();
  expect(turns).toEqual([]);
});

it("counts anew in every turn", () => {
  const { clear, begun, endTurn } = runway();
  for (let turn = 0; turn < 3; turn++) {
    for (let index = 0; index < 48; index++) clear(index);
    endTurn();
  }
  expect(begun).toHaveLength(144);
});
