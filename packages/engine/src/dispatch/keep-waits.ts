import type { GroupCommit } from "../commit/group-commit.ts";
import type { Log } from "../runtime/log.ts";
import type { Observe } from "../telemetry/observe.ts";
import type { Dispatcher } from "./dispatcher.ts";

interface Ports {
  readonly commit: GroupCommit;
  readonly dispatcher: Dispatcher;
  readonly log: Log;
  readonly observe: Observe | undefined;
  /** Reads of webhooks in memory are out of date. */
  readonly forget: () => void;
}

export interface WaitKeeper {
  /** At start, before anything is due. `newestEventMs`: no later than which the right time can be. */
  begin(nowMs: number, newestEventMs: number): Promise<void>;
  /** The wall clock was set by this much, forward or (negative) back, to `wallMs`. */
  jumped(jumpMs: number, wallMs: number): void;
}

/**
 * When the wall clock is set, everything that waits keeps its wait: what was due in five minutes is due in five
 * minutes. Due times are wall instants, so they are moved by as much, in one commit. That is submitted in the very
 * moment in which the jump is seen, and keeps its place while the disk is full: what was decided before commits before
 * it and is moved, what is decided after commits after it and is not.
 */
export function createWaitKeeper({ commit, dispatcher, log, observe, forget }: Ports): WaitKeeper {
  /** The clock was behind this when the server started: a machine that has not asked for the time yet. */
  let behindMs = 0;

  async function move(jumpMs: number, wallMs: number): Promise<void> {
    try {
      const { rows } = await commit.submitInPlace({ kind: "schedule.move", byMs: jumpMs, wallMs });
      log.info({ byMs: jumpMs, rows }, "moved what waits by as much as the wall clock was set");
      observe?.({ step: "clock.jumped", jumpMs, rows });
    } catch (error) {
      log.error({ err: error, jumpMs }, "what waits could not be moved");
    }
  }

  return {
    async begin(nowMs, newestEventMs) {
      // One that was set forward moved what waits; set right again while the server was down, it moved nothing back, and
      // retries would be as late as it was wrong.
      const { byMs, rows } = await commit.submit({ kind: "schedule.move", byMs: null, wallMs: nowMs });
      if (byMs !== 0) {
        log.warn({ byMs, rows }, "the wall clock was set back while the server was down: what waits is moved");
      } else if (nowMs < newestEventMs) {
        behindMs = newestEventMs;
        log.warn({ nowMs, newestEventMs }, "the wall clock is behind what is stored: retries wait until it is right");
      }
    },

    jumped(jumpMs, wallMs) {
      // Set right, not wrong: what waits was due by the right time all along, and 56 years on it would never be sent.
      const isRight = wallMs - jumpMs < behindMs && wallMs >= behindMs;
      log.warn(
        { jumpMs },
        `the wall clock was set ${jumpMs > 0 ? "forward" : "back"}: what waits ${isRight ? "was due by it" : "keeps its wait"}`,
      );
      // Nothing is read from the store while it holds the old times.
      dispatcher.hold(isRight ? 0 : jumpMs);
      void (isRight ? Promise.resolve() : move(jumpMs, wallMs)).then(() => {
        if (isRight) behindMs = 0;
        forget();
        dispatcher.resume();
      });
    },
  };
}
