import fc from "fast-check";
import { expect, it } from "vitest";
import { FairTurns } from "./fair-turns.ts";

it("gives each account one turn in a round, however many lanes it has there", () => {
  const turns = new FairTurns<string>();
  for (let n = 0; n < 1_000; n++) turns.join("big", `big ${n}`);
  turns.join("small", "small 0");
  turns.join("tiny", "tiny 0");
  expect([turns.next(), turns.next(), turns.next(), turns.next()]).toEqual(["big 0", "small 0", "tiny 0", "big 1"]);
});

it("gives each of T accounts that wait at least one of 2T turns in any window, for any lanes", () => {
  const lanes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(lanes, (counts) => {
      const turns = new FairTurns<number>();
      counts.forEach((count, account) => {
        for (let lane = 0; lane < count; lane++) turns.join(`${account}`, account);
      });
      const picks: number[] = [];
      for (let pick = 0; pick < counts.length * 20; pick++) {
        const account = turns.next() ?? -1;
        picks.push(account);
        // It has more to send: back in line.
        turns.join(`${account}`, account);
      }
      const size = counts.length * 2;
      for (let from = 0; from + size <= picks.length; from++) {
        expect(new Set(picks.slice(from, from + size)).size).toBe(counts.length);
      }
    }),
  );
});

it("gives out each item once", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat())), (items) => {
      const turns = new FairTurns<number>();
      for (const [account, item] of items) turns.join(`${account}`, item);
      const out: number[] = [];
      for (let item = turns.next(); item !== undefined; item = turns.next()) out.push(item);
      expect(out.sort((a, b) => a - b)).toEqual(items.map(([, item]) => item).sort((a, b) => a - b));
    }),
  );
});
