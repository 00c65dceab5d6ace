import type { Log } from "../runtime/log.ts";
import type { Step } from "./steps.ts";

/**
 * Told of every step, in the turn in which it is done. What takes long here holds up everything; what throws
 * is not asked again.
 */
export type Observe = (step: Step) => void;

/**
 * One observer for all. Undefined without any, so that `observe?.({…})` costs a comparison: the value is not
 * even made.
 */
export function toAll(observers: readonly Observe[], log: Log): Observe | undefined {
  let listening = observers;
  if (listening.length === 0) return undefined;
  return (step) => {
    for (const observe of listening) {
      try {
        observe(step);
      } catch (error) {
        // An event must not be lost to a figure. One that fails at every step would fill the log as well.
        listening = listening.filter((other) => other !== observe);
        log.error({ err: error, step: step.step }, "an observer failed; it is not told any more");
      }
    }
  };
}
