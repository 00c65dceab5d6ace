import type { ReadStore } from "@callcall/store";
import { type DueRotation, dueRotations } from "../domain/rotation.ts";
import type { Clock, Timer, Timers } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";

interface RotationPorts {
  readonly store: Pick<ReadStore, "rotationsDue">;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Exchange it, unless somebody was quicker. True: it is done. */
  rotate(due: DueRotation): Promise<boolean>;
}

/** Exchanges secrets whose time has come. */
export interface Rotations {
  start(): void;
  /** Resolves when what is under way is done. */
  close(): Promise<void>;
}

/** Periods are days long: an hour late is on time. */
const LOOK_EVERY_MS = 3_600_000;
/** One after the other, and the next ones when these are done. */
const AT_ONCE = 50;

export function createRotations({ store, clock, timers, log, rotate }: RotationPorts): Rotations {
  let timer: Timer | undefined;
  let looking: Promise<void> = Promise.resolve();
  let closed = false;

  /** Whether it is worth looking again: there were many, and not all of them are still there. */
  async function lookOnce(): Promise<boolean> {
    const nowMs = clock.nowMs();
    const due = dueRotations(await store.rotationsDue(nowMs, AT_ONCE), nowMs);
    let done = 0;
    for (const rotation of due) {
      if (closed) return false;
      try {
        if (await rotate(rotation)) done++;
      } catch (error) {
        log.warn({ err: error, webhook: rotation.id }, "cannot rotate a secret that is due; trying again in an hour");
      }
    }
    return due.length >= AT_ONCE && done > 0;
  }

  async function look(): Promise<void> {
    let more = true;
    while (more) more = await lookOnce();
  }

  function run(): void {
    looking = look()
      .catch((error) => log.warn({ err: error }, "cannot look for secrets that are due"))
      .then(() => {
        if (!closed) timer = timers.after(LOOK_EVERY_MS, run);
      });
  }

  return {
    // At once: a server that is restarted every half hour would never come to it.
    start: run,
    async close() {
      closed = true;
      timer?.cancel();
      await looking;
    },
  };
}
