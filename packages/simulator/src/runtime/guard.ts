/**
 * While a world runs, whoever reads a real clock, sets a real timer or asks for real chance gets an error: it would
 * be another run the next time. Taken off before anything else may run in this process.
 */
import nodeCrypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

type Restore = () => void;

function replace<Target extends object, Name extends keyof Target>(
  target: Target,
  name: Name,
  value: Target[Name],
): Restore {
  const original = target[name];
  target[name] = value;
  return () => {
    target[name] = original;
  };
}

function refuse(what: string): () => never {
  return () => {
    throw new Error(`Cannot use ${what} in a simulation: the engine takes clocks, timers and chance as ports`);
  };
}

const RealDate = Date;

/** `new Date(ms)` is arithmetic and stays; `new Date()` reads the clock. */
class GuardedDate extends RealDate {
  constructor(...values: [] | [value: number | string | Date]) {
    const [value] = values;
    if (value === undefined) refuse("new Date()")();
    super(value as number);
  }

  static override now(): number {
    return refuse("Date.now")();
  }
}

/** Put the guard on. Call what is returned to take it off. */
export function forbidRealWorld(): Restore {
  const restores: Restore[] = [
    replace(globalThis, "Date", GuardedDate as DateConstructor),
    replace(globalThis, "setTimeout", refuse("setTimeout") as unknown as typeof setTimeout),
    replace(globalThis, "setInterval", refuse("setInterval") as unknown as typeof setInterval),
    replace(globalThis, "setImmediate", refuse("setImmediate") as unknown as typeof setImmediate),
    replace(globalThis, "fetch", refuse("fetch")),
    replace(Math, "random", refuse("Math.random")),
    replace(performance, "now", refuse("performance.now")),
    replace(process, "hrtime", refuse("process.hrtime") as unknown as typeof process.hrtime),
    replace(nodeCrypto, "randomBytes", refuse("randomBytes") as unknown as typeof nodeCrypto.randomBytes),
    replace(nodeCrypto, "randomUUID", refuse("randomUUID")),
    replace(nodeCrypto, "randomInt", refuse("randomInt") as unknown as typeof nodeCrypto.randomInt),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores.reverse()) restore();
    syncBuiltinESMExports();
  };
}
