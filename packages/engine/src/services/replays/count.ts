import { LIMITS } from "@callcall/contract";
import type { Subscriber } from "../../domain/fan-out.ts";
import { estimateReplay } from "../../domain/replay.ts";
import type { Timers } from "../../runtime/clock.ts";
import { type ExamineStore, examine, type ReplaySubject } from "./examine.ts";

/** Steps in which a filter reads payloads: beyond, the rest is guessed. */
const STEPS_MAX = 100;

/** How many events a replay would send: all are looked at, or so many that the rest can be guessed. */
export async function countReplay(
  subject: ReplaySubject & { readonly sinceMs: number },
  subscriber: Subscriber,
  store: ExamineStore,
  timers: Timers,
): Promise<{ readonly total: number; readonly totalExact: boolean }> {
  let to = { ms: subject.sinceMs, id: "" };
  let wanted = 0;
  let examined = 0;
  let through = false;
  for (let step = 0; step < STEPS_MAX && !through && examined < LIMITS.replay_counted_rows; step++) {
    const found = await examine(subject, subscriber, to, Number.POSITIVE_INFINITY, store);
    wanted += found.picked.length;
    examined += found.examined;
    ({ to, through } = found);
    // Others take their turn of the event loop: a hundred thousand rows are half a second.
    await new Promise<void>((resolve) => timers.soon(resolve));
  }
  return estimateReplay({ wanted, toMs: to.ms, through }, subject);
}
