/** A server with webhooks at a receiver, and publishers: what most parts are played on. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_ACCOUNT_ID } from "@callcall/contract";
import { SCHEMA, typeName } from "../http/payload.ts";
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
  readonly receiverUrl: string;
  readonly publisher: Child<PublisherRole>;
  publish(load: Load): Promise<void>;
  /** Start the server again, on the same data. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

export type Load = Omit<PublishInput, "url" | "apiKey" | "feedPort">;

export async function setStage(options: ServerOptions = {}): Promise<Stage> {
  const receiver = startRole<ReceiverRole>("receiver");
  const publisher = startRole<PublisherRole>("publisher");
  const { port, feedPort } = await receiver.ask("listen");
  const stage: Stage = {
    server: await startServer(options),
    accountId: DEFAULT_ACCOUNT_ID,
    receiver,
    receiverUrl: `http://127.0.0.1:${port}`,
    publisher,
    publish: (load) =>
      publisher.ask("start", { ...load, url: stage.server.url, apiKey: stage.server.apiKey, feedPort }),
    async restart() {
      stage.server = await startServer(options);
    },
    async end() {
      await publisher.end();
      await stage.server.stop();
      await receiver.end();
    },
  };
  return stage;
}

/** A data directory that outlives the server on it. */
export async function settledDataDir(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "callcall-bench-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Requests under way while webhooks are made. */
const AT_ONCE = 16;

/**
 * Webhooks that share `types` evenly, by default one each, which spreads what is published over them.
 * @param kindOf the part of the receiver that the webhook leads to
 */
export async function makeWebhooks(
  { server, receiverUrl }: Stage,
  count: number,
  types: number = count,
  kindOf: (index: number) => "hook" | "hang" = () => "hook",
): Promise<readonly string[]> {
  for (let type = 0; type < types; type++) {
    await server.call("POST", "/event-types", { name: typeName(type), schema: SCHEMA, validation: "strict" });
  }
  const ids: string[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const made = Array.from({ length: Math.min(AT_ONCE, count - from) }, async (_, offset) => {
      const index = from + offset;
      const url = `${receiverUrl}/${kindOf(index)}/${index}`;
      const { id } = await server.call<{ readonly id: string }>("POST", "/webhooks", {
        url,
        events: [typeName(index % types)],
      });
      return id;
    });
    ids.push(...(await Promise.all(made)));
  }
  return ids;
}

/** What was measured over a stretch of time in which load was on. */
export interface Stretch {
  readonly perSecond: number;
  readonly serverCpuUs: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly rssMib: number;
  readonly latency: { readonly p50Ms: number | null; readonly p99Ms: number | null };
  readonly published: Published;
}

export const WARM_UP_MS = 3_000;

/** Measure for that long what is under way, after a warm-up. */
export async function measure(stage: Stage, seconds: number, warmUpMs: number = WARM_UP_MS): Promise<Stretch> {
  const { receiver, publisher, server } = stage;
  await pause(warmUpMs);
  await Promise.all([receiver.ask("latency"), publisher.ask("look"), server.probe.ask("read")]);
  const before = { count: await receiver.ask("count"), atMs: performance.now() };
  await pause(seconds * 1_000);
  const delivered = (await receiver.ask("count")) - before.count;
  const elapsedMs = performance.now() - before.atMs;
  const [latency, published, reading] = await Promise.all([
    receiver.ask("latency"),
    publisher.ask("look"),
    server.probe.ask("read"),
  ]);
  return {
    perSecond: (delivered / elapsedMs) * 1_000,
    serverCpuUs: reading.cpuUs / Math.max(1, delivered),
    loopP99Ms: reading.loopP99Ms,
    loopMaxMs: reading.loopMaxMs,
    rssMib: reading.rssMib,
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
