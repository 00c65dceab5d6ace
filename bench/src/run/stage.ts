/** A server with webhooks at a receiver, and publishers: what most parts are played on. */
import { DEFAULT_ACCOUNT_ID } from "@callcall/contract";
import type { Published } from "../roles/publisher/tally.ts";
import type { PublisherRole, PublishInput } from "../roles/publisher.ts";
import type { ReceiverRole } from "../roles/receiver.ts";
import { type Child, startRole } from "./child.ts";
import { type Server, type ServerOptions, startServer } from "./server.ts";

/** One receiver stands for many: the caps for a host and an account are those of the node. */
export const ONE_HOST: readonly string[] = ["--in-flight-per-host", "512", "--in-flight-per-account", "512"];

export interface Stage {
  server: Server;
  readonly accountId: string;
  readonly receiver: Child<ReceiverRole>;
  /** Where a webhook leads to. */
  readonly hookUrl: (index: number) => string;
  /** The same at a host that takes connections and never answers. */
  readonly deadUrl: (index: number) => string;
  readonly publisher: Child<PublisherRole>;
  publish(load: Load): Promise<void>;
  /** Start the server again, on the same data or on others. */
  restart(dataDir?: string): Promise<void>;
  end(): Promise<void>;
}

export type Load = Omit<PublishInput, "url" | "apiKey" | "feedPort">;

export async function setStage(options: ServerOptions = {}): Promise<Stage> {
  const receiver = startRole<ReceiverRole>("receiver");
  const publisher = startRole<PublisherRole>("publisher");
  const { port, feedPort, deadPort } = await receiver.ask("listen");
  const stage: Stage = {
    server: await startServer(options),
    accountId: DEFAULT_ACCOUNT_ID,
    receiver,
    hookUrl: (index) => `http://127.0.0.1:${port}/hook/${index}`,
    deadUrl: (index) => `http://127.0.0.1:${deadPort}/hook/${index}`,
    publisher,
    publish: (load) =>
      publisher.ask("start", { ...load, url: stage.server.url, apiKey: stage.server.apiKey, feedPort }),
    async restart(dataDir) {
      stage.server = await startServer(dataDir === undefined ? options : { ...options, dataDir });
    },
    async end() {
      await publisher.end();
      await stage.server.stop();
      await receiver.end();
    },
  };
  return stage;
}

/** What was measured over a stretch of time in which load was on. */
export interface Stretch {
  readonly delivered: number;
  readonly perSecond: number;
  readonly serverCpuUs: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly rssMib: number;
  /** The most since the server started. */
  readonly rssMaxMib: number;
  readonly latency: { readonly p50Ms: number | null; readonly p99Ms: number | null };
  readonly published: Published;
}

export const WARM_UP_MS = 3_000;
const LOOK_EVERY_MS = 500;

/**
 * Measure for that long what is under way, after a warm-up.
 * @param last the delivery with which it is over, if that comes sooner
 */
export async function measure(
  stage: Stage,
  seconds: number,
  last: number = Number.POSITIVE_INFINITY,
): Promise<Stretch> {
  const { receiver, publisher, server } = stage;
  await pause(WARM_UP_MS);
  await Promise.all([receiver.ask("latency"), publisher.ask("look"), server.probe.ask("read")]);
  const before = { count: await receiver.ask("count"), atMs: performance.now() };
  const untilMs = before.atMs + seconds * 1_000;
  let count = before.count;
  while (count < last && performance.now() < untilMs) {
    await pause(Math.min(LOOK_EVERY_MS, untilMs - performance.now()));
    count = await receiver.ask("count");
  }
  const delivered = count - before.count;
  const elapsedMs = performance.now() - before.atMs;
  const [latency, published, reading] = await Promise.all([
    receiver.ask("latency"),
    publisher.ask("look"),
    server.probe.ask("read"),
  ]);
  return {
    delivered,
    perSecond: (delivered / elapsedMs) * 1_000,
    serverCpuUs: reading.cpuUs / Math.max(1, delivered),
    loopP99Ms: reading.loopP99Ms,
    loopMaxMs: reading.loopMaxMs,
    rssMib: reading.rssMib,
    rssMaxMib: reading.rssMaxMib,
    latency,
    published,
  };
}

/** Wait until everything that was accepted is delivered and recorded, and hold the server's own count against it. */
export async function settleAll({ server }: Stage): Promise<Totals> {
  const read = async (): Promise<Totals> => (await server.call<{ readonly totals: Totals }>("GET", "/stats")).totals;
  while ((await read()).pending > 0) await pause(50);
  // Once more: the window's figures are read before the count of what is pending, and a commit may fall between.
  return read();
}

export interface Totals {
  readonly pending: number;
  readonly events: number;
  readonly attempts: number;
  readonly deliveries_succeeded: number;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
