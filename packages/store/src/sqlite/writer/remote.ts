import { Worker } from "node:worker_threads";
import type { WriteCommand, WriteResult } from "../../port/commands.ts";
import { StoreError } from "../../port/store.ts";
import { resultsOf } from "./answers.ts";
import { createExitGate, shutGate } from "./exit-gate.ts";
import { createPacker } from "./pack.ts";
import { type FromThread, receivedError, type ThreadData, type ToThread } from "./protocol.ts";

/** The writer, seen from the thread that submits. */
export interface RemoteWriter {
  commit(commands: readonly WriteCommand[]): Promise<readonly WriteResult[]>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(message: FromThread): void;
  reject(error: Error): void;
}

export interface ThreadOptions {
  /** Flags of Node for the thread; tests run it from source. */
  readonly execArgv?: readonly string[];
  readonly entry?: URL;
}

/** Start the writer's thread on the database at `path`, which it creates and migrates. @throws StoreError */
export async function startWriter(path: string, options: ThreadOptions = {}): Promise<RemoteWriter> {
  const gate = createExitGate();
  const workerData: ThreadData = { path, gate };
  const { execArgv, entry = new URL("./thread.js", import.meta.url) } = options;
  const worker = new Worker(entry, { workerData, ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }) });
  // Answers come in the order of the questions.
  let waiting: Waiting[] = [];
  let gone: StoreError | undefined;

  function end(cause: unknown): void {
    const detail = cause instanceof Error ? `: ${cause.message}` : "";
    // Whether the last commit is on disk nobody knows, and no other will be.
    gone ??= new StoreError("io", `the thread that writes the database has ended${detail}`, { cause });
    for (const { reject } of waiting) reject(gone);
    waiting = [];
  }

  worker.on("message", (message: FromThread) => waiting.shift()?.resolve(message));
  worker.on("error", end);
  const beforeExit = (): void => void shutGate(gate);
  process.once("exit", beforeExit);
  worker.on("exit", () => {
    process.off("exit", beforeExit);
    end(undefined);
  });

  function next(): Promise<FromThread> {
    return new Promise((resolve, reject) => {
      if (gone === undefined) waiting.push({ resolve, reject });
      else reject(gone);
    });
  }

  async function ask(message: ToThread, handedOver: readonly ArrayBuffer[] = []): Promise<FromThread> {
    // What cannot be sent throws here, and waits for no answer: it would be given that of the next question.
    worker.postMessage(message, handedOver);
    const answer = await next();
    if (answer.kind === "failed") throw receivedError(answer.error);
    return answer;
  }

  const pack = createPacker();
  const opened = await next();
  if (opened.kind === "failed") {
    await worker.terminate();
    throw receivedError(opened.error);
  }
  return {
    async commit(commands) {
      const packing = pack(commands);
      const { numbers, bytes } = packing.packed.columns;
      const answer = await ask({ kind: "commit", commands: packing.packed }, [numbers.buffer, bytes.buffer]);
      return resultsOf(commands, packing, answer.kind === "committed" ? answer.answers : []);
    },
    async close() {
      await ask({ kind: "close" });
      await worker.terminate();
    },
  };
}
