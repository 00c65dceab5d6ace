import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Delivery, Stats } from "@callcall/contract";
import type { Api } from "@callcall/e2e/support/api";
import { tempDir } from "@callcall/e2e/support/paths";
import { callcall } from "@callcall/e2e/support/process";
import { type StartOptions, startServer, type TestServer } from "@callcall/e2e/support/server";
import type { Behaviour } from "./consumers/behaviour.ts";
import { Consumers } from "./consumers/consumers.ts";
import type { Arrival } from "./consumers/messages.ts";
import { type Account, balance, type Subscriber } from "./ledger.ts";
import { Publishers, type PublishersOptions, TYPE } from "./publishers.ts";

/** A consumer and the settings of its webhook. */
export interface Part {
  readonly consumer: string;
  readonly behaviour: Behaviour;
  readonly ordering?: "none" | "fifo";
  readonly deadlineMs?: number;
  readonly scheduleSeconds?: readonly number[];
  /** The name under which the server finds the consumer. */
  readonly host?: string;
}

const DRAIN_POLL_MS = 25;

interface Scratch {
  readonly path: string;
  remove(): Promise<void>;
}

export type ServerOptions = Pick<StartOptions, "args" | "env" | "under">;

/** Enough retries to outlast any campaign, and quick ones. */
const MANY_RETRIES: readonly number[] = Array.from({ length: 50 }, () => 1);

/** A server on a data directory that outlives it, consumers in a process of their own, and publishers. */
export class Stage {
  readonly subscribers: Subscriber[] = [];
  readonly consumers: Consumers;
  readonly dataDir: string;
  publishers: Publishers | undefined;
  /** What arrived, in order; known from the account on. */
  arrivals: readonly Arrival[] = [];
  /** A directory that goes with the stage. */
  readonly scratch: Scratch;
  #server: TestServer | undefined;

  private constructor(scratch: Scratch, consumers: Consumers, dataDir: string) {
    this.scratch = scratch;
    this.consumers = consumers;
    this.dataDir = dataDir;
  }

  /** @param dataDir where the server keeps its data; by default in a temporary directory */
  static async open(seed: number, dataDir?: string): Promise<Stage> {
    const scratch = await tempDir();
    const consumers = await Consumers.start(join(scratch.path, "arrivals.ndjson"), seed);
    const data = dataDir ?? join(scratch.path, "data");
    if (dataDir === undefined) await mkdir(data);
    return new Stage(scratch, consumers, data);
  }

  get server(): TestServer {
    if (this.#server === undefined) throw new Error("Cannot use the server as none was started");
    return this.#server;
  }

  get api(): Api {
    return this.server.api;
  }

  /** Start the server, or start it again. Resolves when it is ready. */
  async start(options: ServerOptions = {}): Promise<void> {
    this.#server = await startServer({ ...options, dataDir: this.dataDir });
  }

  /** Start a server, and kill it so soon that it is hardly ready or not yet. */
  async startAndKill(afterMs: number, dataDir: string = this.dataDir): Promise<void> {
    const program = callcall(["dev", "--port", "0", "--host", "127.0.0.1", "--data-dir", dataDir]);
    await pause(afterMs);
    await program.kill();
  }

  async subscribe(parts: readonly Part[]): Promise<void> {
    for (const part of parts) {
      const { consumer, behaviour, ordering = "none", deadlineMs, scheduleSeconds = MANY_RETRIES } = part;
      this.consumers.become(consumer, behaviour);
      const { id, secret } = await this.api.register({
        url: this.consumers.urlOf(consumer, part.host),
        events: [TYPE],
        ordering,
        retry_policy: { schedule_seconds: [...scheduleSeconds] },
        ...(deadlineMs === undefined ? {} : { deadline_ms: deadlineMs }),
      });
      this.consumers.learnSecret(consumer, secret);
      this.subscribers.push({ consumer, webhookId: id, ordering });
    }
  }

  publish(options: Omit<PublishersOptions, "api">): Publishers {
    this.publishers = new Publishers({ ...options, api: () => this.api });
    return this.publishers;
  }

  /** Every consumer accepts from now on. */
  heal(): void {
    for (const { consumer } of this.subscribers) this.consumers.become(consumer, "steady");
  }

  /** Resolves with the milliseconds that it took until nothing was pending. Gives up where nothing arrives for so long. */
  async drain(patienceMs = 90_000): Promise<number> {
    const startedMs = performance.now();
    let [accepted, sinceMs] = [this.consumers.accepted, startedMs];
    for (;;) {
      const pending = await this.#onePending();
      const nowMs = performance.now();
      if (pending === undefined) return nowMs - startedMs;
      if (this.consumers.accepted > accepted) [accepted, sinceMs] = [this.consumers.accepted, nowMs];
      if (nowMs - sinceMs > patienceMs) {
        throw new Error(`Gave up waiting for what is pending, such as ${JSON.stringify(pending)}`);
      }
      await pause(DRAIN_POLL_MS);
    }
  }

  /** Deliveries of a consumer that are pending. */
  async pendingOf(consumer: string): Promise<number> {
    const id = this.subscribers.find((one) => one.consumer === consumer)?.webhookId;
    return (await this.api.call<Stats>("GET", `/webhooks/${id}/stats`)).totals.pending;
  }

  /** Ends the consumers: nothing arrives after it. */
  async account(): Promise<Account> {
    const deliveries = await this.api.all<Delivery>("/deliveries");
    const events = await this.api.all<{ id: string }>("/events");
    this.arrivals = await this.consumers.stop();
    return balance({
      submissions: this.publishers?.submissions.values() ?? [],
      arrivals: this.arrivals,
      deliveries,
      eventIds: events.map(({ id }) => id),
      subscribers: this.subscribers,
    });
  }

  /** Whatever state it is in. */
  async close(): Promise<void> {
    await this.#server?.crash();
    await this.publishers?.abandon().catch(() => {});
    await this.consumers.end();
    await this.scratch.remove();
  }

  async #onePending(): Promise<Delivery | undefined> {
    const page = await this.api.call<{ data: readonly Delivery[] }>("GET", "/deliveries?status=pending&limit=1");
    return page.data[0];
  }
}

/** Run with a stage, and clear it away whatever happens. */
export async function onStage<Result>(
  seed: number,
  play: (stage: Stage) => Promise<Result>,
  dataDir?: string,
): Promise<Result> {
  const stage = await Stage.open(seed, dataDir);
  try {
    return await play(stage);
  } finally {
    await stage.close();
  }
}
