// `npm run bench -- PART…`: install what is missing, build, and measure the built server.
import { ensureBuilt } from "./lib/ensure-built.mjs";
import { ensurePeerPrograms } from "./lib/ensure-program.mjs";
import { ROOT, run } from "./lib/run.mjs";

const args = process.argv.slice(2);
await ensureBuilt({ lab: true });
// Without the name of a part, all of them run.
const isAll = args.every((arg, index) => arg.startsWith("--") || args[index - 1]?.startsWith("--"));
if (args.some((arg) => arg.startsWith("peers")) || (isAll && !args.includes("--document"))) await ensurePeerPrograms();
process.exitCode = await run(process.execPath, [`${ROOT}/bench/dist/index.js`, ...args]);
