/** `npm run simulate`: tells the story of one seed, or runs many and tells of those that fail. */
import { relative } from "node:path";
import { runCampaign } from "../campaign.ts";
import { drawPlan } from "../plan/draw.ts";
import { FAULT_POINTS, type FaultPoint } from "../plan/faults.ts";
import { keepSeed, readSeed } from "../seeds.ts";
import { shrink } from "../shrink.ts";
import { type Report, simulate } from "../simulate.ts";
import { type Flags, readFlags, USAGE } from "./flags.ts";
import { type Paint, PLAIN, tellCounts, tellLine, tellStory, tellVerdict, tellWorld } from "./story.ts";

/** Where the words go, and what is known of the world outside. */
export interface Terminal {
  readonly colours: boolean;
  /** The commit that runs, to be kept with what fails. */
  readonly commit: string;
  write(line: string): void;
  /** Replaced by whatever is written next; for people, not for files. */
  progress(line: string): void;
  /** Monotonic, for seeds a second. */
  elapsedMs(): number;
}

/** From so many seeds on, a fault that never came about is a failure of the simulator. */
const ENOUGH_SEEDS = 300;

/** @returns the exit code: 0 if every invariant held and every fault came about */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let flags: Flags;
  try {
    flags = readFlags(args, Math.random);
  } catch (error) {
    terminal.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
  const paint = terminal.colours ? COLOURS : PLAIN;
  return flags.count === null ? tellOne(flags, terminal, paint) : runMany(flags, flags.count, terminal, paint);
}

async function tellOne(flags: Flags, terminal: Terminal, paint: Paint): Promise<number> {
  const { seed, mode, verbose, file, bug } = flags;
  const kept = file === undefined ? undefined : readSeed(file);
  const plan = kept?.plan ?? drawPlan(seed, mode);
  const planted = bug === undefined ? {} : { bug };
  const say = (lines: readonly string[]) => terminal.write(lines.join("\n"));
  if (kept !== undefined) say([paint.bold(`Kept: ${kept.why}`), ""]);
  if (bug !== undefined) say([paint.bold(`With a bug: ${bug.what}`), ""]);
  say(tellWorld(plan, paint));
  if (verbose) say(["", paint.bold("Every step")]);
  const onStep = verbose ? { onStep: (line: Parameters<typeof tellLine>[0]) => terminal.write(tellLine(line)) } : {};
  const report = await simulate(plan, { ...planted, ...onStep });
  if (!verbose) say(tellStory(report, paint));
  say(tellVerdict(report, paint));
  if (report.violations.length === 0) return 0;
  if (kept === undefined) await shrinkAndKeep(report, flags, terminal, paint);
  return 1;
}

/** Tell the same failure in as few words as it takes, and keep it for ever. */
async function shrinkAndKeep(report: Report, { bug }: Flags, terminal: Terminal, paint: Paint): Promise<void> {
  const [violation] = report.violations;
  if (violation === undefined) return;
  const { invariant, text } = violation;
  terminal.progress("  making it smaller …");
  const planted = bug === undefined ? {} : { bug };
  const { plan, runs } = await shrink(report.plan, invariant, planted);
  const smaller = await simulate(plan, planted);
  terminal.write(
    ["", paint.bold("The same in small") + paint.dim(` (${runs} plans tried)`), ...tellWorld(plan, paint)].join("\n"),
  );
  terminal.write([...tellStory(smaller, paint), ...tellVerdict(smaller, paint)].join("\n"));
  if (bug !== undefined) return;
  const path = keepSeed({ why: smaller.violations[0]?.text ?? text, invariant, commit: terminal.commit, plan });
  terminal.write(
    `\n  Kept as ${relative(process.cwd(), path)}: npm test runs it from now on. Say in it what was wrong.`,
  );
}

async function runMany(flags: Flags, count: number, terminal: Terminal, paint: Paint): Promise<number> {
  const { seed, mode, bug } = flags;
  let done = 0;
  let failed = 0;
  const onReport = ({ plan, violations }: Report): undefined => {
    done += 1;
    if (violations.length > 0) {
      failed += 1;
      terminal.write(paint.bad(`  ✗ seed ${plan.seed}: ${violations[0]?.invariant} ${violations[0]?.text}`));
    }
    terminal.progress(`  seed ${plan.seed}: ${done} of ${count} done, ${failed} failed`);
  };
  const campaign = await runCampaign({
    firstSeed: seed,
    count,
    onReport,
    ...(mode === undefined ? {} : { mode }),
    ...(bug === undefined ? {} : { bug }),
  });
  const seconds = terminal.elapsedMs() / 1000;
  const { kills, steps, hits, counts, neverFired, failures } = campaign;
  const complete = neverFired.length === 0 || count < ENOUGH_SEEDS;
  const points = Object.keys(FAULT_POINTS) as FaultPoint[];
  terminal.write(
    [
      `${paint.bold(`Seeds ${seed} to ${seed + count - 1}`)}: ${steps} steps, ${kills} crashes, ${(count / seconds).toFixed(1)} seeds/s`,
      ...tellCounts(counts),
      "",
      paint.bold("Faults that came about"),
      ...points.map((point) => `  ${point.padEnd(5)}${String(hits[point].fired).padStart(7)}  ${FAULT_POINTS[point]}`),
      "",
      ...(complete ? [] : [paint.bad(`  ✗ Never came about: ${neverFired.join(", ")}`)]),
      failures.length === 0
        ? paint.good("  ✓ Every invariant held in every seed.")
        : paint.bad(`  ✗ ${failures.length} of ${count} seeds failed. The first of them:`),
    ].join("\n"),
  );
  const [first] = failures;
  if (first !== undefined) await shrinkAndKeep(first, flags, terminal, paint);
  return failures.length === 0 && complete ? 0 : 1;
}

const paintWith = (code: number) => (text: string) => `\x1b[${code}m${text}\x1b[0m`;
const COLOURS: Paint = { bold: paintWith(1), dim: paintWith(2), good: paintWith(32), bad: paintWith(31) };
