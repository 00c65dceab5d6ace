/** `npm run simulate`: tells the story of one seed, or runs many and tells of those that fail. */
import { parseArgs } from "node:util";
import { runCampaign } from "../campaign.ts";
import { drawPlan } from "../plan/draw.ts";
import { FAULT_POINTS, type FaultPoint } from "../plan/faults.ts";
import type { Mode } from "../plan/plan.ts";
import { type Report, simulate } from "../simulate.ts";
import { type Paint, PLAIN, tellCounts, tellLine, tellStory, tellVerdict, tellWorld } from "./story.ts";

const USAGE = `npm run simulate -- [--seed N] [--count M] [--mode safety|liveness] [--verbose]

  --seed N      the first seed; without it, one by chance
  --count M     that many seeds from there on, at most 1,000,000; without it, the story of one
  --mode MODE   safety: faults until the end; liveness: they stop, and all must arrive; else the seed says
  --verbose     every step`;

const COUNT_MAX = 1_000_000;

interface Flags {
  readonly seed: number;
  readonly count: number | null;
  readonly mode: Mode | undefined;
  readonly verbose: boolean;
}

/** Where the words go. */
export interface Terminal {
  readonly colours: boolean;
  write(line: string): void;
  /** Replaced by whatever is written next; for people, not for files. */
  progress(line: string): void;
  /** Monotonic, for seeds a second. */
  elapsedMs(): number;
}

/** @returns the exit code: 0 if every invariant held and every fault came about */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let flags: Flags;
  try {
    flags = readFlags(args);
  } catch (error) {
    terminal.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
  const paint = terminal.colours ? COLOURS : PLAIN;
  return flags.count === null ? tellOne(flags, terminal, paint) : runMany(flags, flags.count, terminal, paint);
}

async function tellOne({ seed, mode, verbose }: Flags, terminal: Terminal, paint: Paint): Promise<number> {
  const plan = drawPlan(seed, mode);
  const say = (lines: readonly string[]) => terminal.write(lines.join("\n"));
  say(tellWorld(plan, paint));
  if (verbose) say(["", paint.bold("Every step")]);
  const report = await simulate(plan, verbose ? { onStep: (line) => terminal.write(tellLine(line)) } : {});
  if (!verbose) say(tellStory(report, paint));
  say(tellVerdict(report, paint));
  return report.violations.length === 0 ? 0 : 1;
}

async function runMany({ seed, mode }: Flags, count: number, terminal: Terminal, paint: Paint): Promise<number> {
  let done = 0;
  let failed = 0;
  const onReport = (report: Report): undefined => {
    done += 1;
    if (report.violations.length > 0) {
      failed += 1;
      terminal.write([...tellStory(report, paint), ...tellVerdict(report, paint), ""].join("\n"));
    }
    terminal.progress(`  seed ${report.plan.seed}: ${done} of ${count} done, ${failed} failed`);
  };
  const campaign = await runCampaign({ firstSeed: seed, count, onReport, ...(mode === undefined ? {} : { mode }) });
  const seconds = terminal.elapsedMs() / 1000;
  const { kills, steps, hits, counts, neverFired, failures } = campaign;
  const complete = neverFired.length === 0 || count < ENOUGH_SEEDS;
  const points = Object.keys(FAULT_POINTS) as FaultPoint[];
  terminal.write(
    [
      `${paint.bold(`Seeds ${seed} to ${seed + campaign.seeds - 1}`)}: ${steps} steps, ${kills} crashes, ${(campaign.seeds / seconds).toFixed(1)} seeds/s`,
      ...tellCounts(counts),
      "",
      paint.bold("Faults that came about"),
      ...points.map((point) => `  ${point.padEnd(5)}${String(hits[point].fired).padStart(7)}  ${FAULT_POINTS[point]}`),
      "",
      ...(complete ? [] : [paint.bad(`  ✗ Never came about: ${neverFired.join(", ")}`)]),
      failures.length === 0
        ? paint.good("  ✓ Every invariant held in every seed.")
        : paint.bad(`  ✗ ${failures.length} seeds failed: ${failures.map(({ plan }) => plan.seed).join(", ")}`),
    ].join("\n"),
  );
  return failures.length === 0 && complete ? 0 : 1;
}

/** From so many seeds on, a fault that never came about is a failure of the simulator. */
const ENOUGH_SEEDS = 200;

function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string" },
      count: { type: "string" },
      mode: { type: "string" },
      verbose: { type: "boolean", default: false },
    },
  });
  const { mode } = values;
  if (mode !== undefined && mode !== "safety" && mode !== "liveness") {
    throw new Error(`Cannot simulate in mode ${mode}: it is safety or liveness`);
  }
  return {
    seed:
      values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : numberOf("--seed", values.seed, 0, 2 ** 53 - 1),
    count: values.count === undefined ? null : numberOf("--count", values.count, 1, COUNT_MAX),
    mode,
    verbose: values.verbose,
  };
}

function numberOf(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new Error(`Cannot read ${flag} ${text}: it is a whole number from ${min} to ${max}`);
}

const paintWith = (code: number) => (text: string) => `\x1b[${code}m${text}\x1b[0m`;
const COLOURS: Paint = { bold: paintWith(1), dim: paintWith(2), good: paintWith(32), bad: paintWith(31) };
