import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "./plan/plan.ts";

/** A run that failed once, and must not again. */
export interface KeptSeed {
  /** What was broken, and what mended it. */
  readonly why: string;
  readonly invariant: string;
  /** The commit on which it failed. */
  readonly commit: string;
  readonly plan: Plan;
}

/** Plans that failed once, each in a file of its own. */
const SEEDS_DIRECTORY: string = join(import.meta.dirname, "../seeds");

/** @returns the path of the file */
export function keepSeed(seed: KeptSeed): string {
  mkdirSync(SEEDS_DIRECTORY, { recursive: true });
  const path = join(SEEDS_DIRECTORY, `${seed.invariant}-${seed.plan.seed}.json`);
  writeFileSync(path, `${JSON.stringify(seed, null, 2)}\n`);
  return path;
}

export function readSeed(path: string): KeptSeed {
  const content: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (typeof content !== "object" || content === null || !("plan" in content)) {
    throw new Error(`Cannot read ${path} as a kept seed: it has no plan`);
  }
  return content as KeptSeed;
}

/** The files of all that are kept. */
export function keptSeeds(): readonly string[] {
  if (!existsSync(SEEDS_DIRECTORY)) return [];
  return readdirSync(SEEDS_DIRECTORY)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(SEEDS_DIRECTORY, name));
}
