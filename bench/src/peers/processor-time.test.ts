import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { processorTimeUs } from "./processor-time.ts";

const SPUN_US = 100_000;
/** A tick of the kernel's count, at both ends. */
const TICKS_US = 20_000;

it("counts the time of a process itself", () => {
  const before = processorTimeUs(process.pid);
  const started = process.cpuUsage();
  while (process.cpuUsage(started).user < SPUN_US);
  expect(processorTimeUs(process.pid) - before).toBeGreaterThan(SPUN_US - TICKS_US);
});

it("counts what a child took that has ended", () => {
  const before = processorTimeUs(process.pid);
  spawnSync(process.execPath, ["-e", `while (process.cpuUsage().user < ${SPUN_US});`]);
  expect(processorTimeUs(process.pid) - before).toBeGreaterThan(SPUN_US - TICKS_US);
});

it("is nothing for a process that is not there", () => {
  expect(processorTimeUs(2 ** 30)).toBe(0);
});
