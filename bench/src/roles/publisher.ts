/** The load: publishers on kept-alive connections, each of which asks again when it is answered. */
import { connect } from "node:net";
import { nowUs } from "../http/payload.ts";
import { play } from "../run/child.ts";
import { Samples, type Summary } from "../run/samples.ts";
import { type Connection, openConnection } from "./publisher/connection.ts";
import { makeRequests, type PreparedRequest } from "./publisher/requests.ts";

export interface PublishInput {
  readonly url: string;
  readonly apiKey: string;
  readonly connections: number;
  /** Events in one request. */
  readonly batch: number;
  /** Event types, which take turns. */
  readonly types: number;
  /** Deliveries of one event. */
  readonly fanOut: number;
  /** Deliveries under way beyond which nothing is published; null: as fast as it is acknowledged. */
  readonly window: number | null;
  /** Events a second; null: as fast as the window allows. */
  readonly perSecond: number | null;
  /** Where the receiver tells how many have arrived. */
  readonly feedPort: number;
}

export interface Published {
  /** Events that were acknowledged. */
  readonly events: number;
  readonly refused: number;
  /** From the request to its 202. */
  readonly ack: Summary;
}

const TICK_MS = 1;

const ack = new Samples();
let acknowledged = 0;
let refused = 0;
let running: { stop(): Promise<void> } | undefined;

const role = {
  async start(input: PublishInput): Promise<void> {
    running = await publish(input);
  },
  /** So far, and what was measured since the last call. */
  look(): Published {
    const summary = ack.summary();
    ack.clear();
    return { events: acknowledged, refused, ack: summary };
  },
  /** Publish no more, and wait for what is asked already. */
  async stop(): Promise<void> {
    await running?.stop();
  },
};
export type PublisherRole = typeof role;

async function publish(input: PublishInput): Promise<{ stop(): Promise<void> }> {
  const { batch, fanOut, window, perSecond } = input;
  const requests = makeRequests(input);
  const idle = await Promise.all(Array.from({ length: input.connections }, () => openConnection(input.url)));
  let turn = 0;
  let asked = 0;
  let stopped = true;
  let whenIdle: () => void = () => {};
  const feed = await followFeed(input.feedPort, () => pump());
  const startedUs = nowUs();

  function mayAsk(): boolean {
    if (window !== null && (asked + batch) * fanOut - feed.arrived() > window) return false;
    return perSecond === null || asked < ((nowUs() - startedUs) / 1_000_000) * perSecond;
  }

  function pump(): void {
    while (!stopped && idle.length > 0 && mayAsk()) {
      const connection = idle.pop() as Connection;
      asked += batch;
      turn = (turn + 1) % requests.length;
      const sentUs = nowUs();
      connection.ask((requests[turn] as PreparedRequest).at(sentUs), (status) => {
        idle.push(connection);
        if (status === 202 || status === 207) {
          ack.add((nowUs() - sentUs) / 1_000);
          acknowledged += batch;
        } else {
          refused += batch;
          asked -= batch;
        }
        if (idle.length === input.connections) whenIdle();
        pump();
      });
    }
  }

  stopped = false;
  const ticks = setInterval(pump, TICK_MS);
  pump();
  return {
    async stop() {
      stopped = true;
      clearInterval(ticks);
      if (idle.length < input.connections) {
        await new Promise<void>((resolve) => {
          whenIdle = resolve;
        });
      }
      for (const connection of idle) connection.close();
      feed.close();
    },
  };
}

/** What the receiver says has arrived since now. */
async function followFeed(port: number, onNews: () => void): Promise<{ arrived(): number; close(): void }> {
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("latin1");
  let base: number | undefined;
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.on("data", (lines: string) => {
      // A line may be cut: its beginning is a smaller count, and the next line is right again.
      count = Math.max(count, Number(lines.trimEnd().split("\n").at(-1)));
      base ??= count;
      resolve();
      onNews();
    });
  });
  return { arrived: () => count - (base ?? 0), close: () => void socket.destroy() };
}

play(role);
