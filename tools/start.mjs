// `npm start`: install, build, and run `callcall dev`. Arguments go to it: `npm start -- --port 4500`.
import { resolve } from "node:path";
import { ensureBuilt } from "./lib/ensure-built.mjs";
import { ROOT, run, say } from "./lib/run.mjs";

await ensureBuilt();
say("Starting callcall dev …");
process.exitCode = await run(process.execPath, [
  resolve(ROOT, "packages/cli/dist/index.js"),
  "dev",
  ...process.argv.slice(2),
]);
