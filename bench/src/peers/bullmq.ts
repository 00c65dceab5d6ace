import { IN_FLIGHT } from "../http/signed-post.ts";
import { loadPeer } from "./packages.ts";
import { type Address, type Job, QUEUE_NAME, type Queue, TRIES } from "./queue.ts";

interface Connection {
  readonly connection: { readonly host: string; readonly port: number; readonly maxRetriesPerRequest: null };
}

interface JobOptions {
  readonly attempts: number;
  readonly backoff: { readonly type: "exponential"; readonly delay: number };
  readonly removeOnComplete: boolean;
}

interface Closable {
  waitUntilReady(): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

interface BullQueue extends Closable {
  add(name: string, data: Job, options: JobOptions): Promise<unknown>;
  addBulk(jobs: readonly { name: string; data: Job; opts: JobOptions }[]): Promise<unknown>;
}

interface BullMq {
  readonly Queue: new (name: string, options: Connection) => BullQueue;
  readonly Worker: new (
    name: string,
    work: (job: { readonly data: Job; readonly attemptsMade: number }) => Promise<void>,
    options: Connection & { readonly concurrency: number },
  ) => Closable;
}

const JOB: JobOptions = {
  attempts: TRIES,
  backoff: { type: "exponential", delay: 5_000 },
  // Kept, they fill the memory.
  removeOnComplete: true,
};

export function createBullMq({ port }: Address): Queue {
  const bull = loadPeer<BullMq>("bullmq");
  const connection = { host: "127.0.0.1", port, maxRetriesPerRequest: null };
  const queue = new bull.Queue(QUEUE_NAME, { connection });
  const open: Closable[] = [queue];
  return {
    async prepare() {
      await queue.waitUntilReady();
    },
    async add(jobs) {
      const [first] = jobs;
      if (first !== undefined && jobs.length === 1) await queue.add("deliver", first, JOB);
      else await queue.addBulk(jobs.map((data) => ({ name: "deliver", data, opts: JOB })));
    },
    async work(work) {
      const worker = new bull.Worker(QUEUE_NAME, ({ data, attemptsMade }) => work(data, attemptsMade + 1), {
        connection,
        concurrency: IN_FLIGHT,
      });
      worker.on("error", fail);
      open.push(worker);
      await worker.waitUntilReady();
    },
    async close() {
      for (const one of open.reverse()) await one.close();
    },
  };
}

function fail(error: Error): void {
  process.stderr.write(`BullMQ: ${error.message}\n`);
}
