import { expect, it } from "vitest";
import type { Log } from "../runtime/log.ts";
import { toAll } from "./observe.ts";
import type { Step } from "./steps.ts";

const STEP: Step = { step: "recovery.done", attempts: 1, recoverMs: 2 };
const errors: string[] = [];
const log: Log = { info() {}, warn() {}, error: (_fields, message) => void errors.push(message) };

it("is nothing at all where nobody listens", () => {
  expect(toAll([], log)).toBeUndefined();
});

it("tells everybody, and one that throws no more", () => {
  const [first, last] = [[], []] as [Step[], Step[]];
  let thrown = 0;
  const observe = toAll(
    [
      (step) => void first.push(step),
      () => {
        thrown += 1;
        throw new Error("full");
      },
      (step) => void last.push(step),
    ],
    log,
  );
  observe?.(STEP);
  observe?.(STEP);
  expect([first, last]).toEqual([
    [STEP, STEP],
    [STEP, STEP],
  ]);
  expect(thrown).toBe(1);
  expect(errors).toEqual(["an observer failed; it is not told any more"]);
});
