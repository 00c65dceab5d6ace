import { Api } from "./api.ts";
import { tempDir } from "./paths.ts";
import { callcall, type Exit, type Program } from "./process.ts";
import { until } from "./until.ts";

export const PRODUCTION_ENV = {
  CALLCALL_API_KEY: "operator-key-of-the-tests",
  CALLCALL_MASTER_KEY: "master-key-of-the-tests-0123456789abcdef",
} as const;

export interface StartOptions {
  readonly mode?: "dev" | "serve";
  /** Kept by whoever gives it; without it a new one, removed at `stop`. */
  readonly dataDir?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly under?: readonly string[];
}

export interface TestServer {
  readonly url: string;
  readonly dataDir: string;
  /** As the operator, on the default account. */
  readonly api: Api;
  readonly program: Program;
  /** SIGTERM. @throws when it did not end with code 0, or logged an error that is not in `expected` */
  stop(expected?: RegExp): Promise<void>;
  /** SIGKILL, as a crash. */
  crash(): Promise<Exit>;
}

/** Start the built server on a free port and wait until it is ready. */
export async function startServer(options: StartOptions = {}): Promise<TestServer> {
  const { mode = "dev", args = [] } = options;
  const own = options.dataDir === undefined ? await tempDir() : undefined;
  const dataDir = options.dataDir ?? own?.path ?? "";
  const program = callcall([mode, "--port", "0", "--host", "127.0.0.1", "--data-dir", dataDir, ...args], {
    env: { ...(mode === "serve" ? PRODUCTION_ENV : {}), ...options.env },
    ...(options.under === undefined ? {} : { under: options.under }),
  });
  try {
    const { url, apiKey } = await greeted(program, mode);
    await until(async () => (await fetch(`${url}/readyz`)).status === 200, { what: "/readyz to answer 200" });
    return {
      url,
      dataDir,
      api: new Api(url, apiKey),
      program,
      async stop(expected) {
        program.signal("SIGTERM");
        const { code, signal } = await program.ended().finally(async () => {
          // A server that does not stop is a failure, and ends here all the same.
          program.signal("SIGKILL");
          await own?.remove();
        });
        if (code !== 0) throw new Error(`The server ended with ${code ?? signal}:\n${program.output()}`);
        refuseStrayErrors(program, expected);
      },
      crash: () => program.kill(),
    };
  } catch (error) {
    await program.kill();
    await own?.remove();
    throw new Error(`Cannot start the server: ${(error as Error).message}\n${program.output()}`, { cause: error });
  }
}

/** What the server says of itself once it listens: the greeting in development, a log line in production. */
async function greeted(program: Program, mode: "dev" | "serve"): Promise<{ url: string; apiKey: string }> {
  const bound = { what: "the server to say where it listens", timeoutMs: 30_000 };
  if (mode === "serve") {
    const url = await until(() => {
      refuseEnd(program);
      return firstMatch(program.stderr.items, /"url":"(http:[^"]+)".*"msg":"ready"/);
    }, bound);
    return { url, apiKey: PRODUCTION_ENV.CALLCALL_API_KEY };
  }
  return until(() => {
    refuseEnd(program);
    const url = firstMatch(program.stdout.items, /^ *Dashboard +(http:\S+)\/sign-in#key=\S+$/);
    const apiKey = firstMatch(program.stdout.items, /^ *API key +(\S+)$/);
    return url !== undefined && apiKey !== undefined && { url, apiKey };
  }, bound);
}

function refuseEnd(program: Program): void {
  const fault = firstMatch(program.stderr.items, /^(callcall: .*)$/);
  if (fault !== undefined) throw new Error(fault);
}

function firstMatch(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Log lines of level error and above in both forms of the log, and what Node itself complains of. */
export function strayErrors(program: Program): readonly string[] {
  return program.stderr.items.filter((line) => /^\[[\d:.]+\] (?:ERROR|FATAL)|"level":[56]0|^\(node:\d+\)/.test(line));
}

export function refuseStrayErrors(program: Program, expected?: RegExp): void {
  const stray = strayErrors(program).filter((line) => expected?.test(line) !== true);
  if (stray.length > 0) throw new Error(`The server logged errors:\n${program.stderr.items.join("\n")}`);
}
