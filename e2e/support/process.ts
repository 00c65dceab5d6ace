import { type ChildProcess, spawn } from "node:child_process";
import { CLI, ROOT } from "./paths.ts";
import { Growing, within } from "./until.ts";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface LaunchOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A program in front, such as strace with its options. */
  readonly under?: readonly string[];
}

/** A child process whose output is kept line by line, and that ends with the tests at the latest. */
export class Program {
  readonly stdout: Growing<string> = new Growing();
  readonly stderr: Growing<string> = new Growing();
  readonly exit: Promise<Exit>;
  readonly #child: ChildProcess;

  constructor(command: string, args: readonly string[], options: LaunchOptions = {}) {
    const [program = command, ...rest] = [...(options.under ?? []), command, ...args];
    this.#child = spawn(program, rest, {
      cwd: options.cwd ?? ROOT,
      env: { ...ownEnv(), ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(this.#child);
    readLines(this.#child.stdout, this.stdout);
    readLines(this.#child.stderr, this.stderr);
    this.exit = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      // `close`, not `exit`: everything it wrote has been read by then.
      this.#child.once("close", (code, signal) => {
        running.delete(this.#child);
        resolve({ code, signal });
      });
    });
    this.exit.catch(() => {});
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Nobody reads what it writes any more: the next write finds a broken pipe. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<Exit> {
    this.signal("SIGKILL");
    return this.ended();
  }

  ended(timeoutMs = 40_000): Promise<Exit> {
    return within(this.exit, { what: "a process to end", timeoutMs });
  }

  /** Both streams, for messages. */
  output(): string {
    return [...this.stdout.items, ...this.stderr.items].join("\n");
  }
}

/** `callcall …` as built. */
export function callcall(args: readonly string[], options: LaunchOptions = {}): Program {
  return new Program(process.execPath, [CLI, ...args], options);
}

/** Run `callcall …` to its end. */
export async function callcallToEnd(
  args: readonly string[],
  options: LaunchOptions = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const program = callcall(args, options);
  try {
    const { code } = await program.ended(20_000);
    return { code, stdout: program.stdout.items.join("\n"), stderr: program.stderr.items.join("\n") };
  } finally {
    program.signal("SIGKILL");
  }
}

const running = new Set<ChildProcess>();

// Only what was started here, each by its own handle.
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Without settings of the person who runs the tests, and without vitest's own. */
function ownEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(CALLCALL_|VITEST|NODE_OPTIONS$|NODE_ENV$|FORCE_COLOR$)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}

function readLines(stream: NodeJS.ReadableStream | null, lines: Growing<string>): void {
  let rest = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) lines.push(line);
  });
  stream?.on("end", () => {
    if (rest !== "") lines.push(rest);
  });
}
