import { type Examined, type Step, walkSteps } from "../../lists/walk.ts";
import type { OpenPage, Slice } from "../../port/store.ts";

export interface Steps {
  /** Rows of one step. */
  readonly rows: number;
  read(after: Step["after"], count: number): Promise<readonly Examined[]>;
}

export async function walk(page: OpenPage, steps: Steps): Promise<Slice<Examined>> {
  const walking = walkSteps(page, steps.rows);
  let next = walking.next();
  while (next.done !== true) next = walking.next(await steps.read(next.value.after, next.value.count));
  return next.value;
}
