import type { Random } from "@callcall/e2e/support/random";
import type { Step } from "./trace.ts";

/** Where power cuts are most likely to find something: each kind gets its share of them. */
const KINDS = [
  "after an acknowledgement",
  "before a sync ends",
  "in a checkpoint",
  "in the first start",
  "anywhere",
] as const;
export type PointKind = (typeof KINDS)[number];

export interface Point {
  /** How many steps have been taken when the power fails. */
  readonly at: number;
  readonly kind: PointKind;
}

/** Pure, by the chance given; sorted. A kind for which there is no place gives its share to "anywhere". */
export function choosePoints(steps: readonly Step[], count: number, random: Random): readonly Point[] {
  const acks = placesOf(steps, (step) => step.kind === "said" && step.text.startsWith("HTTP/1.1 202"), 1);
  const places: Readonly<Record<PointKind, readonly number[]>> = {
    "after an acknowledgement": acks,
    "before a sync ends": placesOf(steps, (step) => step.kind === "sync" && step.file !== "", 0),
    // The first pages are written without a log, at the very start.
    "in a checkpoint": placesOf(steps, isCheckpoint, 1).filter((at) => at > (acks[0] ?? 0)),
    "in the first start": Array.from({ length: acks[0] ?? 0 }, (_, at) => at),
    anywhere: [],
  };
  return Array.from({ length: count }, (_, index): Point => {
    const kind = KINDS[index % KINDS.length] ?? "anywhere";
    const at = places[kind][random.below(places[kind].length)];
    return at === undefined ? { at: random.between(1, steps.length), kind: "anywhere" } : { at, kind };
  }).sort((a, b) => a.at - b.at);
}

function isCheckpoint(step: Step): boolean {
  return step.kind === "write" && step.file === "callcall.db";
}

function placesOf(steps: readonly Step[], is: (step: Step) => boolean, after: number): readonly number[] {
  return steps.flatMap((step, index) => (is(step) ? [index + after] : []));
}
