// `npm start`: install, build, and run `callcall dev`. Arguments go to it: `npm start -- --port 4500`.
import { ensureBuilt } from "./lib/ensure-built.mjs";
import { say } from "./lib/run.mjs";

await ensureBuilt();
say("Starting callcall dev …");
// In this very process, so that a signal to it is a signal to the server.
process.argv.splice(2, 0, "dev");
await import("../packages/cli/dist/index.js");
