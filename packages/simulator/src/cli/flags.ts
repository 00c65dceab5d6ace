import { parseArgs } from "node:util";
import { BUGS } from "../bugs/index.ts";
import type { Mode } from "../plan/plan.ts";
import type { Bug } from "../world/bug.ts";

export interface Flags {
  readonly seed: number;
  readonly count: number | null;
  readonly mode: Mode | undefined;
  readonly bug: Bug | undefined;
  /** A kept plan to run instead of a seed's. */
  readonly file: string | undefined;
  readonly verbose: boolean;
}

export const USAGE: string = `npm run simulate -- [--seed N] [--count M] [--mode safety|liveness] [--verbose] [--plan FILE] [--plant BUG]

  --seed N      the first seed; without it, one by chance
  --count M     that many seeds from there on, at most 1,000,000; without it, the story of one
  --mode MODE   safety: faults until the end; liveness: they stop, and all must arrive; else the seed says
  --verbose     every step
  --plan FILE   a plan that was kept in packages/simulator/seeds
  --plant BUG   with a bug in the program, to see it found:
${BUGS.map(({ name, what }) => `                  ${name.padEnd(28)} ${what}`).join("\n")}`;

const COUNT_MAX = 1_000_000;

/** @throws Error with a sentence for people */
export function readFlags(args: readonly string[], chance: () => number): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string" },
      count: { type: "string" },
      mode: { type: "string" },
      plan: { type: "string" },
      plant: { type: "string" },
      verbose: { type: "boolean", default: false },
    },
  });
  const { mode, plant } = values;
  if (mode !== undefined && mode !== "safety" && mode !== "liveness") {
    throw new Error(`Cannot simulate in mode ${mode}: it is safety or liveness`);
  }
  const bug = BUGS.find(({ name }) => name === plant);
  if (plant !== undefined && bug === undefined) {
    throw new Error(`Cannot plant ${plant}: it is one of ${BUGS.map(({ name }) => name).join(", ")}`);
  }
  return {
    seed:
      values.seed === undefined
        ? Math.floor(chance() * 2 ** 31)
        : numberOf("--seed", values.seed, 0, Number.MAX_SAFE_INTEGER),
    count: values.count === undefined ? null : numberOf("--count", values.count, 1, COUNT_MAX),
    mode,
    bug,
    file: values.plan,
    verbose: values.verbose,
  };
}

function numberOf(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new Error(`Cannot read ${flag} ${text}: it is a whole number from ${min} to ${max}`);
}
