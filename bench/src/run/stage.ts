/** A server with webhooks at a receiver, and publishers: what most parts are played on. */
import { SCHEMA, typeName } from "../http/payload.ts";
import type { Published, PublisherRole, PublishInput } from "../roles/publisher.ts";
import type { ReceiverRole } from "../roles/receiver.ts";
import { type Child, startRole } from "./child.ts";
import { type Server, type ServerOptions, startServer } from "./server.ts";

export interface Stage {
  readonly server: Server;
  readonly receiver: Child<ReceiverRole>;
  readonly receiverUrl: string;
  readonly publisher: Child<PublisherRole>;
  publish(load: Load): Promise<void>;
  end(): Promise<void>;
}

export type Load = Omit<PublishInput, "url" | "apiKey" | "feedPort">;

export async function setStage(options: ServerOptions = {}): Promise<Stage> {
  const server = await startServer(options);
  const receiver = startRole<ReceiverRole>("receiver");
  const publisher = startRole<PublisherRole>("publisher");
  const { port, feedPort } = await receiver.ask("listen");
  return {
    server,
    receiver,
    receiverUrl: `http://127.0.0.1:${port}`,
    publisher,
    publish: (load) => publisher.ask("start", { ...load, url: server.url, apiKey: server.apiKey, feedPort }),
    async end() {
      await publisher.end();
      await server.stop();
      await receiver.end();
    },
  };
}

/** One event type for each of `count` webhooks, which spreads what is published over them evenly. */
export async function makeWebhooks({ server, receiverUrl }: Stage, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const name = typeName(index);
    await server.call("POST", "/event-types", { name, schema: SCHEMA, validation: "strict" });
    await server.call("POST", "/webhooks", { url: `${receiverUrl}/hook/${index}`, events: [name] });
  }
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

const WARM_UP_MS = 3_000;

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
  for (;;) {
    const { totals } = await server.call<{ readonly totals: Totals }>("GET", "/stats");
    if (totals.pending === 0) return totals;
    await pause(50);
  }
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
