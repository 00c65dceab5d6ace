/** Programs of their own, to be killed and traced. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const HOOKS = new URL("./typescript-hooks.mjs", import.meta.url).href;
const REGISTER = `data:text/javascript,import { register } from "node:module"; register("${HOOKS}");`;

/** Flags of Node with which a process or a thread can run TypeScript. */
export const FROM_SOURCE: readonly string[] = ["--import", REGISTER];

export interface Child {
  /** The next line of its output; undefined at the end. */
  line(): Promise<string | undefined>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has ended and all of its output is read. */
  ended(): Promise<{ readonly code: number | null; readonly errors: string }>;
}

/** Run `script`, a file beside this one, under `wrapper` (a tracer and its flags) where one is given. */
export function runScript(script: string, parameters: readonly string[], wrapper: readonly string[] = []): Child {
  const file = new URL(script, import.meta.url).pathname;
  const [command = process.execPath, ...rest] = [...wrapper, process.execPath, ...FROM_SOURCE, file, ...parameters];
  return watch(spawn(command, rest, { stdio: ["ignore", "pipe", "pipe"] }));
}

function watch(process: ChildProcess): Child {
  const { stdout, stderr } = process;
  if (stdout === null || stderr === null) throw new Error("Cannot read the output of the child");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  let errors = "";
  stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const closed = once(process, "close");
  return {
    async line() {
      const { done, value } = await lines.next();
      return done === true ? undefined : value;
    },
    kill: (signal) => void process.kill(signal),
    async ended() {
      const [code] = await closed;
      return { code, errors };
    },
  };
}
