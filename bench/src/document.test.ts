import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { withFigures } from "./document.ts";
import { measurement, type Report } from "./report.ts";

const PAGE = readFileSync(new URL("../../docs/benchmarks.md", import.meta.url), "utf8");

function report(commit: string, fsync_ms: number, perSecond: number): Report {
  const machine = { processor: "Z80", cores: 2, memory_mib: 1, platform: "linux 6", fsync_ms };
  const parts = [
    measurement({ part: "limit", per_second: perSecond, ratio_to_limit: 1 }),
    measurement({ part: "e2e", store: "sqlite", batch: 1, per_second: perSecond / 4, ratio_to_limit: 0.25 }),
  ];
  return { machine, commit, versions: { node: "20.0.0" }, parts };
}

it("replaces the figures of the page, and nothing else of it", () => {
  const written = withFigures(PAGE, [report("abc", 0.2, 20_000), report("def", 0.4, 10_000)]);
  expect(written).toContain("Z80, 2 cores, linux 6, Node 20.0.0; an fsync takes 0.20 to 0.40 ms.");
  expect(written).toMatch(/\| limit \|[ |]+commit abc +\| 20,000 +\| 1\.00/);
  expect(written).toMatch(/\| limit \|[ |]+commit def +\| 10,000 +\| 1\.00/);
  expect(written).toMatch(/\| e2e +\| sqlite +\| 1 .*\| 2,500 /);
  const head = PAGE.indexOf("<!-- figures");
  expect(written.slice(0, head)).toBe(PAGE.slice(0, head));
  expect(written.slice(written.indexOf("<!-- end"))).toBe(PAGE.slice(PAGE.indexOf("<!-- end")));
});

it("is refused by a page without a place for them", () => {
  expect(() => withFigures("# Other", [report("abc", 1, 1)])).toThrow(/Cannot write figures into a page/);
});
