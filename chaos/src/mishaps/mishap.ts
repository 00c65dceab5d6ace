import type { Random } from "@callcall/e2e/support/random";
import type { Stage } from "../stage.ts";

/** Something that people and their machines do to a server that is at work. */
export interface Mishap {
  readonly name: string;
  /** Resolves when it is over: what was broken is mended, and the server may be there or not. Events are published throughout. */
  happen(stage: Stage, random: Random): Promise<Aftermath>;
}

export interface Aftermath {
  /** Whether requests may have been in flight when a process ended, and come a second time. */
  readonly cutOff: boolean;
  /** What was not as it should have been, one line each. */
  readonly faults: readonly string[];
}

/** Nothing that was in flight was cut off. */
export function gentle(...faults: (string | false)[]): Aftermath {
  return { cutOff: false, faults: faults.filter((fault) => fault !== false) };
}

export function harsh(...faults: (string | false)[]): Aftermath {
  return { cutOff: true, faults: faults.filter((fault) => fault !== false) };
}
