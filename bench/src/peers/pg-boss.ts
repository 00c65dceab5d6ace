import { setTimeout as pause } from "node:timers/promises";
import { IN_FLIGHT } from "../http/signed-post.ts";
import { loadPeer } from "./packages.ts";
import { type Address, type Job, QUEUE_NAME, type Queue, TRIES, type Work } from "./queue.ts";

interface Settings {
  readonly retryLimit: number;
  readonly retryBackoff: boolean;
}

interface Boss {
  on(event: "error", listener: (error: Error) => void): unknown;
  start(): Promise<unknown>;
  createQueue(name: string, options: Settings & { readonly name: string }): Promise<void>;
  send(name: string, data: Job): Promise<unknown>;
  insert(jobs: readonly ({ readonly name: string; readonly data: Job } & Settings)[]): Promise<void>;
  fetch(
    name: string,
    options: { readonly batchSize: number },
  ): Promise<readonly { readonly id: string; readonly data: Job }[]>;
  complete(name: string, ids: readonly string[]): Promise<void>;
  fail(name: string, ids: readonly string[]): Promise<void>;
  stop(options: { readonly graceful: boolean }): Promise<void>;
}

const SETTINGS: Settings = { retryLimit: TRIES - 1, retryBackoff: true };
/** `boss.work` polls twice a second at most: its own `fetch` and `complete`, in loops that take turns, do far more. */
const LOOPS = 2;
const IDLE_MS = 5;

export function createPgBoss({ port }: Address): Queue {
  const PgBoss = loadPeer<new (options: object) => Boss>("pg-boss");
  const boss = new PgBoss({ host: "127.0.0.1", port, user: "bench", database: "postgres", max: 10 });
  boss.on("error", (error) => process.stderr.write(`pg-boss: ${error.message}\n`));
  let stopped = false;
  let loops: readonly Promise<void>[] = [];

  async function loop(work: Work): Promise<void> {
    while (!stopped) {
      const jobs = await boss.fetch(QUEUE_NAME, { batchSize: IN_FLIGHT / LOOPS });
      if (jobs.length === 0) {
        await pause(IDLE_MS);
        continue;
      }
      const ends = await Promise.allSettled(jobs.map(({ data }) => work(data, 1)));
      const idsOf = (status: "fulfilled" | "rejected"): string[] =>
        jobs.filter((_, index) => ends[index]?.status === status).map(({ id }) => id);
      await boss.complete(QUEUE_NAME, idsOf("fulfilled"));
      const failed = idsOf("rejected");
      if (failed.length > 0) await boss.fail(QUEUE_NAME, failed);
    }
  }

  return {
    async prepare() {
      await boss.start();
      await boss.createQueue(QUEUE_NAME, { name: QUEUE_NAME, ...SETTINGS });
    },
    async add(jobs) {
      const [first] = jobs;
      if (first !== undefined && jobs.length === 1) await boss.send(QUEUE_NAME, first);
      else await boss.insert(jobs.map((data) => ({ name: QUEUE_NAME, data, ...SETTINGS })));
    },
    async work(work) {
      loops = Array.from({ length: LOOPS }, () => loop(work));
    },
    async close() {
      stopped = true;
      await Promise.all(loops);
      await boss.stop({ graceful: false });
    },
  };
}
