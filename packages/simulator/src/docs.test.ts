import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BUGS } from "./bugs/index.ts";
import { FAULT_POINTS } from "./plan/faults.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/simulation.md"), "utf8");

/** The first cells of a section's table, row by row. */
function rowsOf(heading: string): readonly string[] {
  const section = page.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| *(.+?) *\| *(.+?) *\|/gm)].slice(2).map(([, name, what]) => `${name}: ${what}`);
}

it("docs/simulation.md names every fault point", () => {
  expect(rowsOf("Fault points")).toEqual(Object.entries(FAULT_POINTS).map(([point, what]) => `${point}: ${what}`));
});

it("docs/simulation.md names every planted bug", () => {
  expect(rowsOf("Planted bugs")).toEqual(BUGS.map(({ name, what }) => `${name}: ${what}`));
});
