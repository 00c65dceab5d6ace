import { readFile } from "node:fs/promises";
import { Program } from "@callcall/e2e/support/process";

/** What strace does to system calls: `fsync:error=EIO`, say. */
export interface Tamper {
  readonly calls: readonly string[];
  /** `error=EIO`, `delay_enter=300000`, `error=EIO:when=7`. */
  readonly how: string;
  /** Only calls on these files. */
  readonly paths?: readonly string[];
}

function optionsOf({ calls, how, paths = [] }: Tamper, log: string): readonly string[] {
  const names = calls.join();
  return [
    ...["-f", "-y", "-o", log, "-e", `trace=${names}`, "-e", "signal=none", "-e", `inject=${names}:${how}`],
    ...paths.flatMap((path) => ["-P", path]),
  ];
}

/** Tamper with a program that runs already. */
export class Tampering {
  readonly #tracer: Program;
  readonly #log: string;

  private constructor(tracer: Program, log: string) {
    this.#tracer = tracer;
    this.#log = log;
  }

  /** Resolves once every thread is in hand. */
  static async begin(pid: number, tamper: Tamper, log: string): Promise<Tampering> {
    const tracer = new Program("strace", [...optionsOf(tamper, log), "-p", String(pid)]);
    await tracer.stderr.waitFor((lines) => lines.some((line) => line.includes(" attached")), {
      what: "strace to attach",
    });
    return new Tampering(tracer, log);
  }

  /** Resolves with the log, once the program has ended. */
  async outlived(timeoutMs: number): Promise<string> {
    await this.#tracer.ended(timeoutMs);
    return readFile(this.#log, "utf8");
  }

  /** Let the program go on as if nothing had been. Resolves with how many calls were tampered with. */
  async end(): Promise<number> {
    this.#tracer.signal("SIGTERM");
    await this.#tracer.ended();
    return (await tamperedLines(this.#log)).length;
  }
}

/** The calls of a log that were tampered with. */
async function tamperedLines(log: string): Promise<readonly string[]> {
  return (await readFile(log, "utf8")).split("\n").filter((line) => /\((?:INJECTED|DELAYED)\)/.test(line));
}
