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

/**
 * When the wall clock is set, everything that waits keeps its wait: what was due in five minutes is due in five
 * minutes. Due times are wall instants, so they are moved by as much, in one commit. That is submitted in the very
 * moment in which the jump is seen, and keeps its place while the disk is full: what was decided before commits before
 * it and is moved, what is decided after commits after it and is not.
 */
export function createWaitKeeper(ports: Ports): (jumpMs: number, wallMs: number) => void {
  const { commit, dispatcher, log, observe, forget } = ports;

  return (jumpMs, wallMs) => {
    log.warn({ jumpMs }, `the wall clock was set ${jumpMs > 0 ? "forward" : "back"}: what waits keeps its wait`);
    // Nothing is read from the store while it holds the old times.
    dispatcher.hold(jumpMs);
    commit
      .submitInPlace({ kind: "schedule.move", byMs: jumpMs, wallMs })
      .then(
        ({ rows }) => {
          log.info({ byMs: jumpMs, rows }, "moved what waits by as much as the wall clock was set");
          observe?.({ step: "clock.jumped", jumpMs, rows });
        },
        (error: unknown) => log.error({ err: error, jumpMs }, "what waits could not be moved"),
      )
      .finally(() => {
        forget();
        dispatcher.resume();
      });
  };
}

/**
 * At start. A clock that was set forward moved what waits; one that was set right again while the server was down moved
 * nothing back, and retries would be as late as the clock was wrong.
 */
export async function catchUpWithClock({
  commit,
  log,
  nowMs,
}: Pick<Ports, "commit" | "log"> & { nowMs: number }): Promise<void> {
  const { byMs, rows } = await commit.submit({ kind: "schedule.move", byMs: null, wallMs: nowMs });
  if (byMs !== 0)
    log.warn({ byMs, rows }, "the wall clock was set back while the server was down: what waits is moved");
}
