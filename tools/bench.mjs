// `npm run bench -- PART…`: install what is missing, build, and measure the built server.
import { ensureBuilt } from "./lib/ensure-built.mjs";
import { ROOT, run } from "./lib/run.mjs";

await ensureBuilt({ lab: true });
process.exitCode = await run(process.execPath, [`${ROOT}/bench/dist/index.js`, ...process.argv.slice(2)]);
