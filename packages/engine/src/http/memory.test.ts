import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Round } from "./testing/catalogue/memory-child.ts";
import { CHILD_LIMIT_MS, childCommand } from "./testing/catalogue/own-faults.ts";

const MIB = 1024 * 1024;
const MEASURED_MS = 6_000;

test(
  "memory stays flat through all hostile receivers, again and again, with one sender",
  async () => {
    const [command = "", ...parameters] = childCommand("memory-child.ts", String(MEASURED_MS));
    const { stdout } = await promisify(execFile)(command, parameters, { timeout: 2 * CHILD_LIMIT_MS });
    const rounds = JSON.parse(stdout) as Round[];

    expect(rounds.length).toBeGreaterThanOrEqual(6);
    // A round is over a hundred exchanges: a socket that stayed behind in each (2 KB) would be 200 KB, a buffer of
    // 64 KiB megabytes. Code that is still being compiled is 10 to 40 KB in the first rounds, and less later.
    expect(growthPerRound(rounds.map(({ heapBytes }) => heapBytes))).toBeLessThan(0.08 * MIB);
    expect(growthPerRound(rounds.map(({ externalBytes }) => externalBytes))).toBeLessThan(0.1 * MIB);
    const rss = rounds.map(({ rssBytes }) => rssBytes);
    expect(Math.max(...rss) - (rss[0] ?? 0)).toBeLessThan(64 * MIB);
  },
  2 * CHILD_LIMIT_MS,
);

/** The middle of all slopes between two rounds (Theil–Sen): one round in which a collection came late does not matter. */
function growthPerRound(values: readonly number[]): number {
  const slopes = values.flatMap((later, index) =>
    values.slice(0, index).map((earlier, before) => (later - earlier) / (index - before)),
  );
  slopes.sort((left, right) => left - right);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}
