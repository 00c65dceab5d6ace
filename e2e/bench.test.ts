import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT, tempDir } from "./support/paths.ts";
import { Program } from "./support/process.ts";

const BENCH = join(ROOT, "bench/dist/index.js");

// That it runs and what it reports. Figures of a busy machine say nothing, and none is asserted.
it("a benchmark of one second reports the machine, the limit and the part, each figure as a ratio", {
  timeout: 120_000,
}, async () => {
  const directory = await tempDir();
  const file = join(directory.path, "report.json");
  const program = new Program(process.execPath, [BENCH, "e2e", "--seconds", "1", "--json", file]);
  const { code } = await program.ended(110_000).finally(() => program.signal("SIGKILL"));
  expect(code, program.output()).toBe(0);
  const report = JSON.parse(await readFile(file, "utf8"));
  expect(report.machine).toMatchObject({ cores: expect.any(Number), processor: expect.any(String) });
  expect(report.parts.map(({ part, batch }: { part: string; batch: number | null }) => [part, batch])).toEqual([
    ["limit", null],
    ["e2e", 1],
    ["e2e", 100],
  ]);
  for (const { per_second, ratio_to_limit } of report.parts) {
    expect(per_second).toBeGreaterThan(0);
    expect(ratio_to_limit).toBeGreaterThan(0);
  }
  await directory.remove();
});
