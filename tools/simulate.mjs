// `npm run simulate -- --seed 7`: the real engine on the real store, in a world whose every chance comes from the seed.
import { execFileSync } from "node:child_process";
import { ensureBuilt } from "./lib/ensure-built.mjs";
import { ROOT } from "./lib/run.mjs";

await ensureBuilt({ lab: true });
const { main } = await import("../packages/simulator/dist/index.js");

const { isTTY } = process.stdout;
const startedAt = performance.now();
process.exitCode = await main(process.argv.slice(2), {
  colours: isTTY && process.env.NO_COLOR === undefined,
  commit: commit(),
  write: (line) => console.log(isTTY ? `\x1b[2K${line}` : line),
  progress: (line) => isTTY && process.stdout.write(`\x1b[2K${line}\r`),
  elapsedMs: () => performance.now() - startedAt,
});

function commit() {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
