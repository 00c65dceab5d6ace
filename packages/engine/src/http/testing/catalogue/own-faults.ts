/** Row 47: what no receiver can bring about. Each in a child process that really runs into it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Exchange } from "../../exchange.ts";

export interface OwnFault {
  readonly row: 47;
  readonly has: string;
  /** What the explanation ends with. */
  readonly says: RegExp;
  /** Put in front of the command that runs the child. */
  readonly wrapper: readonly string[];
  /** What the child does to itself. */
  readonly act: "exhaust" | "send";
}

/** The kernel answers the first `connect` calls with this error; later ones it carries out. */
const refusing = (code: string): readonly string[] => [
  ...["strace", "--follow-forks", "--quiet=all", "--output=/dev/null", "--trace=connect"],
  `--inject=connect:error=${code}:when=1..2`,
];

export const OWN_FAULTS: readonly OwnFault[] = [
  {
    row: 47,
    has: "no descriptor left",
    says: /\[EMFILE\]$|\[ECONNREFUSED\]$/,
    wrapper: ["sh", "-c", 'ulimit -n 512; exec "$0" "$@"'],
    act: "exhaust",
  },
  ...["ENETUNREACH", "EADDRNOTAVAIL", "EACCES"].map(
    (code): OwnFault => ({
      row: 47,
      has: `a kernel that says ${code}`,
      says: new RegExp(`\\[${code}\\]$`),
      wrapper: refusing(code),
      act: "send",
    }),
  ),
];

export interface Suffered {
  /** Exchanges while the fault lasted. */
  readonly during: readonly Exchange[];
  /** Exchanges with the same sender once it was over. */
  readonly after: readonly Exchange[];
}

export const CHILD_LIMIT_MS = 60_000;

export async function suffer(fault: OwnFault): Promise<Suffered> {
  const [command = process.execPath, ...rest] = [...fault.wrapper, ...childCommand("own-fault-child.ts", fault.act)];
  const { stdout } = await promisify(execFile)(command, rest, { timeout: CHILD_LIMIT_MS });
  return JSON.parse(stdout) as Suffered;
}

/** The command that runs a TypeScript file of this folder, from source. */
export function childCommand(script: string, ...parameters: readonly string[]): readonly string[] {
  const hooks = new URL("../../../../../store/src/sqlite/testing/typescript-hooks.mjs", import.meta.url).href;
  return [
    process.execPath,
    "--expose-gc",
    "--conditions=callcall-source",
    `--import=data:text/javascript,import { register } from "node:module"; register("${hooks}");`,
    new URL(script, import.meta.url).pathname,
    ...parameters,
  ];
}
