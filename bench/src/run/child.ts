/** A process of a benchmark: it is asked, and answers, over Node's own channel. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

interface Question {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

interface Answer {
  readonly id: number;
  readonly output?: unknown;
  readonly error?: string;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

/** What a role answers to, by name. */
export type Role = Readonly<Record<string, (input: never) => unknown>>;

/** Serve questions in a process that a {@link Child} started. It ends with its parent. */
export function play(role: Role): void {
  process.on("message", async ({ id, name, input }: Question) => {
    const answer = (rest: Omit<Answer, "id">): void => void process.send?.({ id, ...rest });
    try {
      const method = role[name];
      if (method === undefined) throw new Error(`There is no ${name}`);
      answer({ output: await method(input as never) });
    } catch (error) {
      answer({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on("disconnect", () => process.exit(0));
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Keep a process from outliving this one. */
export function endWithUs(child: ChildProcess): void {
  running.add(child);
  child.once("exit", () => running.delete(child));
}

/** The asking side. */
export class Child<R extends Role> {
  readonly process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  constructor(child: ChildProcess) {
    this.process = child;
    endWithUs(child);
    child.on("message", ({ id, output, error }: Answer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(output);
      else waiting?.reject(new Error(error));
    });
    child.once("exit", (code, signal) => {
      for (const waiting of this.#waiting.values()) waiting.reject(new Error(`A process ended with ${code ?? signal}`));
      this.#waiting.clear();
    });
  }

  ask<Name extends keyof R & string>(
    name: Name,
    ...[input]: Parameters<R[Name]>
  ): Promise<Awaited<ReturnType<R[Name]>>> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (output: unknown) => void, reject });
      this.process.send({ id, name, input } satisfies Question);
    });
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.process.once("exit", () => resolve()));
    this.process.disconnect();
    await ended;
  }
}

/** Start `roles/NAME.js`. */
export function startRole<R extends Role>(name: string): Child<R> {
  return new Child<R>(fork(fileURLToPath(new URL(`../roles/${name}.js`, import.meta.url)), { execArgv: [] }));
}
