import { expect, it } from "vitest";
import { main, type Terminal } from "./main.ts";

function paper(): Terminal & { readonly text: () => string } {
  const lines: string[] = [];
  return {
    colours: false,
    commit: "abc1234",
    write: (line) => void lines.push(line),
    progress: () => {},
    elapsedMs: () => 1_000,
    text: () => lines.join("\n"),
  };
}

it("tells the story of a seed, the same each time", async () => {
  const first = paper();
  const second = paper();
  expect(await main(["--seed", "7"], first)).toBe(0);
  expect(await main(["--seed", "7"], second)).toBe(0);
  expect(first.text()).toBe(second.text());
  for (const part of ["Seed 7", "The world", "What happened", "Verdict", "0 lost", "Every invariant held", "trace "]) {
    expect(first.text()).toContain(part);
  }
});

it("shows every step where it is asked to", async () => {
  const terminal = paper();
  await main(["--seed", "9", "--verbose"], terminal);
  expect(terminal.text()).toMatch(/ s {2}commit .*events\.accept/);
});

it("finds a bug that is planted, and tells it in small", { timeout: 120_000 }, async () => {
  const terminal = paper();
  expect(await main(["--seed", "1", "--plant", "ack-before-sync"], terminal)).toBe(1);
  expect(terminal.text()).toContain("With a bug: commits are synced later");
  expect(terminal.text()).toContain("✗ I1");
  expect(terminal.text()).toContain("The same in small");
});

it("sums many seeds up", { timeout: 120_000 }, async () => {
  const terminal = paper();
  expect(await main(["--seed", "1", "--count", "4", "--mode", "safety"], terminal)).toBe(0);
  expect(terminal.text()).toMatch(/^Seeds 1 to 4: \d+ steps, \d+ crashes, 4\.0 seeds\/s$/m);
  expect(terminal.text()).toContain("Every invariant held in every seed.");
});

it("says what it does not understand, and how it is used", async () => {
  const terminal = paper();
  expect(await main(["--seed", "seven"], terminal)).toBe(2);
  expect(terminal.text()).toContain("Cannot read --seed seven");
  expect(terminal.text()).toContain("npm run simulate --");
});
