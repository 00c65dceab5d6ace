import type { Rng } from "../runtime/rng.ts";
import { FAULT_POINTS, type FaultPlan, type FaultPoint } from "./faults.ts";

/** Points that come by the clock; the others fire when they are passed. */
const TIMED: ReadonlySet<FaultPoint> = new Set(["F14b", "F21", "F23", "K"]);

/** They come about by themselves: whether they do is the node's settings' affair. */
const UNASKED: ReadonlySet<FaultPoint> = new Set(["F18"]);

/** Among how many passings of its point a fault is placed: points that are passed rarely fire early. */
const REACH: Readonly<Partial<Record<FaultPoint, number>>> = {
  F1: 25,
  F2: 80,
  F3: 80,
  F4: 80,
  F3b: 25,
  F16: 40,
  F17: 4,
  F20: 3,
  F22: 80,
  F22b: 60,
  F24: 100,
  F25: 300,
};
const USUAL_REACH = 40;

/** Swarm: each seed has some kinds of faults and not others, each as often as it likes. */
export function drawFaults(rng: Rng, endMs: number): readonly FaultPlan[] {
  const eagerness = rng.pick([0, 0.1, 0.25, 0.5]);
  const plans: FaultPlan[] = [];
  for (const point of Object.keys(FAULT_POINTS) as FaultPoint[]) {
    if (UNASKED.has(point)) continue;
    if (!rng.chance(eagerness)) continue;
    const often = rng.weighted([
      [4, 1],
      [2, 2],
      [1, rng.int(3, 6)],
    ]);
    for (let n = 0; n < often; n++) {
      const timed = TIMED.has(point);
      plans.push({
        point,
        hit: timed ? null : rng.int(1, REACH[point] ?? USUAL_REACH),
        atMs: timed ? rng.int(0, endMs) : null,
        ms: drawSize(rng, point),
      });
    }
  }
  return plans;
}

function drawSize(rng: Rng, point: FaultPoint): number {
  switch (point) {
    // Back by a little, forward by anything up to a year.
    case "F21":
      return rng.weighted([
        [2, -rng.int(1, 30_000)],
        [1, rng.int(1, 60_000)],
        [1, rng.int(3_600_000, 30_000_000)],
        [1, 365 * 86_400_000],
      ]);
    case "F20":
      return 25 * 3_600_000;
    case "F25":
      return rng.int(1, 20_000);
    default:
      return rng.int(100, 20_000);
  }
}
