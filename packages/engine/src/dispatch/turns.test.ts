import fc from "fast-check";
import { expect, it } from "vitest";
import { Turns } from "./turns.ts";

it("is first in, first out, for any order of calls", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat())), (calls) => {
      const turns = new Turns<number>();
      const model: number[] = [];
      for (const call of calls) {
        if (call === null) expect(turns.next()).toBe(model.shift());
        else {
          turns.push(call);
          model.push(call);
        }
      }
      for (const item of model) expect(turns.next()).toBe(item);
      expect(turns.next()).toBeUndefined();
    }),
  );
});
