import { expect, test } from "vitest";
import { BEHAVIOURS, type Behaviour, type Reply, replyTo } from "./behaviour.ts";

const CHANCES = Array.from({ length: 1_000 }, (_, index) => index / 1_000);

function kindsOf(behaviour: Behaviour): ReadonlySet<Reply["kind"]> {
  return new Set(CHANCES.map((chance) => replyTo(behaviour, chance, 3).kind));
}

test.each([
  ["steady", ["accept"]],
  ["closing", ["accept"]],
  ["flooding", ["accept"]],
  ["slow", ["accept"]],
  ["flaky", ["accept", "refuse"]],
  ["rude", ["accept", "break", "hang"]],
  ["deaf", ["hang"]],
] as const)("a %s consumer may %j", (behaviour, kinds) => {
  expect([...kindsOf(behaviour)].sort()).toEqual([...kinds].sort());
});

test("whoever is not deaf accepts far more often than not, so that every schedule suffices", () => {
  for (const behaviour of BEHAVIOURS.filter((name) => name !== "deaf")) {
    const accepted = CHANCES.filter((chance) => replyTo(behaviour, chance, 3).kind === "accept");
    expect(accepted.length, behaviour).toBeGreaterThan(700);
  }
});

test("a hesitant consumer refuses the first two requests of an event", () => {
  expect([1, 2, 3, 4].map((nth) => replyTo("hesitant", 0.5, nth).kind)).toEqual([
    "refuse",
    "refuse",
    "accept",
    "accept",
  ]);
});
