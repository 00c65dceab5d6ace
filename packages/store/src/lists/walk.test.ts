import { expect, test } from "vitest";
import type { OpenPage, Position, Slice } from "../port/store.ts";
import { type Examined, walkSteps } from "./walk.ts";

interface Steps {
  readonly rows: number;
  read(after: Position | null, count: number): readonly Examined[];
}

function walk(page: OpenPage, steps: Steps): Slice<Examined> {
  const walking = walkSteps(page, steps.rows);
  let next = walking.next();
  while (next.done !== true) next = walking.next(steps.read(next.value.after, next.value.count));
  return next.value;
}

/** Rows 99 down to 0, of which those divisible by `every` match. */
function stepsOver(every: number, bytes = 0): Steps & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    rows: 10,
    asked,
    read(after: Position | null, count: number) {
      asked.push(count);
      const first = after === null ? 99 : after.ms - 1;
      return Array.from({ length: Math.min(count, first + 1) }, (_, index) => {
        const ms = first - index;
        return { ms, id: `row-${ms}`, matched: ms % every === 0 ? 1 : 0, bytes };
      });
    },
  };
}

const ms = ({ rows }: { readonly rows: readonly Position[] }) => rows.map((row) => row.ms);

test("a full page ends as soon as it is full", () => {
  const steps = stepsOver(9);
  const found = walk({ limit: 2, after: null, examine: 1_000 }, steps);
  expect(ms(found)).toEqual([99, 90]);
  expect(found.examinedTo).toBeNull();
  expect(steps.asked).toEqual([10]);
});

test("no more rows are looked at than are allowed, and the page says where to go on", () => {
  const steps = stepsOver(40);
  const found = walk({ limit: 5, after: null, examine: 25 }, steps);
  expect(ms(found)).toEqual([80]);
  expect(found.examinedTo).toEqual({ ms: 75, id: "row-75" });
  expect(steps.asked).toEqual([10, 10, 5]);
});

test("pages that go on from there miss nothing and repeat nothing", () => {
  const seen: number[] = [];
  let after: Position | null = null;
  for (;;) {
    const found = walk({ limit: 2, after, examine: 7 }, stepsOver(3));
    seen.push(...ms(found));
    after = found.examinedTo ?? (found.rows.length === 2 ? (found.rows[1] ?? null) : null);
    if (after === null) break;
  }
  expect(seen).toEqual(Array.from({ length: 34 }, (_, index) => 99 - 3 * index));
});

test("the end of the list is no place to go on from", () => {
  expect(walk({ limit: 5, after: { ms: 5, id: "row-5" }, examine: 25 }, stepsOver(50))).toEqual({
    rows: [{ ms: 0, id: "row-0", matched: 1, bytes: 0 }],
    examinedTo: null,
  });
});

test("payload that is searched has its own bound", () => {
  const found = walk({ limit: 5, after: null }, stepsOver(1_000, 2 * 1024 * 1024));
  expect(found).toEqual({ rows: [], examinedTo: { ms: 80, id: "row-80" } });
});
