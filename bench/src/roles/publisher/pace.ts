import { nowUs } from "../../http/payload.ts";
import { followFeed } from "./feed.ts";
import type { Tally } from "./tally.ts";

export interface Pacing {
  /** Events in one request. */
  readonly batch: number;
  /** Deliveries of one event. */
  readonly fanOut: number;
  /** Deliveries under way beyond which nothing is published; null: as fast as it is acknowledged. */
  readonly window: number | null;
  /** Events a second; null: as fast as the window allows. */
  readonly perSecond: number | null;
  /** Where the receiver tells how many have arrived. */
  readonly feedPort: number;
}

/**
 * Publish by way of a line, which is free again once `done` is called.
 * @param turn counts the requests
 * @param sentUs the instant to write into the events
 */
export type Publish<Line> = (line: Line, turn: number, sentUs: number, done: (accepted: boolean) => void) => void;

export interface Load {
  /** Publish no more, and wait for what is asked already. */
  stop(): Promise<void>;
}

const TICK_MS = 1;

/** Keep the lines busy: each publishes again when it is answered, as soon as the pace allows. */
export async function keepPublishing<Line>(
  { batch, fanOut, window, perSecond, feedPort }: Pacing,
  lines: readonly Line[],
  tally: Tally,
  publish: Publish<Line>,
): Promise<Load> {
  const idle = [...lines];
  let turn = 0;
  let asked = 0;
  let stopped = false;
  let whenIdle: () => void = () => {};
  const startedUs = nowUs();

  function mayAsk(): boolean {
    if (window !== null && (asked + batch) * fanOut - feed.arrived() > window) return false;
    return perSecond === null || asked < ((nowUs() - startedUs) / 1_000_000) * perSecond;
  }

  function pump(): void {
    while (!stopped && mayAsk()) {
      // In turns: a server closes a connection on which it is asked nothing for a while.
      const line = idle.shift();
      if (line === undefined) return;
      asked += batch;
      const sentUs = nowUs();
      publish(line, turn++, sentUs, (accepted) => {
        idle.push(line);
        if (accepted) {
          tally.accepted(batch, (nowUs() - sentUs) / 1_000);
        } else {
          tally.refused(batch);
          asked -= batch;
        }
        if (idle.length === lines.length) whenIdle();
        pump();
      });
    }
  }

  // News before the feed is open is for nobody.
  let onNews: () => void = () => {};
  const feed = await followFeed(feedPort, () => onNews());
  onNews = pump;
  const ticks = setInterval(pump, TICK_MS);
  pump();
  return {
    async stop() {
      stopped = true;
      clearInterval(ticks);
      if (idle.length < lines.length) {
        await new Promise<void>((resolve) => {
          whenIdle = resolve;
        });
      }
      feed.close();
    },
  };
}
