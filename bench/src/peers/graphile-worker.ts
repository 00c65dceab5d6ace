import { IN_FLIGHT } from "../http/signed-post.ts";
import { loadPeer } from "./packages.ts";
import { type Address, type Job, type Queue, TRIES } from "./queue.ts";

interface Spec {
  readonly identifier: string;
  readonly payload: Job;
  readonly maxAttempts: number;
}

interface Utilities {
  migrate(): Promise<void>;
  addJob(identifier: string, payload: Job, spec: { readonly maxAttempts: number }): Promise<unknown>;
  addJobs(specs: readonly Spec[]): Promise<unknown>;
  release(): Promise<void>;
}

interface Preset {
  readonly worker: {
    readonly connectionString: string;
    readonly concurrentJobs: number;
    readonly maxPoolSize: number;
    readonly preparedStatements: boolean;
    readonly logger: unknown;
    readonly localQueue: { readonly size: number };
    readonly completeJobBatchDelay: number;
    readonly failJobBatchDelay: number;
  };
}

interface GraphileWorker {
  readonly Logger: new (factory: () => (level: string, message: string) => void) => unknown;
  makeWorkerUtils(options: { readonly preset: Preset }): Promise<Utilities>;
  run(options: {
    readonly preset: Preset;
    readonly noHandleSignals: boolean;
    readonly taskList: Record<
      string,
      (payload: Job, helpers: { readonly job: { readonly attempts: number } }) => Promise<void>
    >;
  }): Promise<{ stop(): Promise<void> }>;
}

const TASK = "deliver";

export function createGraphileWorker({ port }: Address): Queue {
  const graphile = loadPeer<GraphileWorker>("graphile-worker");
  // It says something about each job otherwise, which costs more than the job.
  const logger = new graphile.Logger(() => (level, message) => {
    if (level === "error") process.stderr.write(`graphile-worker: ${message}\n`);
  });
  // What its guide to performance recommends: jobs fetched and completed in batches.
  const preset: Preset = {
    worker: {
      connectionString: `postgres://bench@127.0.0.1:${port}/postgres`,
      concurrentJobs: IN_FLIGHT,
      maxPoolSize: 10,
      preparedStatements: true,
      logger,
      localQueue: { size: 4 * IN_FLIGHT },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  };
  let utilities: Utilities | undefined;
  let runner: { stop(): Promise<void> } | undefined;
  const reach = async (): Promise<Utilities> => (utilities ??= await graphile.makeWorkerUtils({ preset }));
  return {
    async prepare() {
      await (await reach()).migrate();
    },
    async add(jobs) {
      const { addJob, addJobs } = await reach();
      const [first] = jobs;
      if (first !== undefined && jobs.length === 1) await addJob(TASK, first, { maxAttempts: TRIES });
      else await addJobs(jobs.map((payload) => ({ identifier: TASK, payload, maxAttempts: TRIES })));
    },
    async work(work) {
      runner = await graphile.run({
        preset,
        noHandleSignals: true,
        taskList: { [TASK]: (payload, { job }) => work(payload, job.attempts) },
      });
    },
    async close() {
      await runner?.stop();
      await utilities?.release();
    },
  };
}
