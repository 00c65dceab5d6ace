// `npm run chaos`: build the server and attack it. `npm run chaos -- --help` lists the campaigns.
import { ensureBuilt } from "./lib/ensure-built.mjs";
import { ensureCampaignPrograms } from "./lib/ensure-program.mjs";
import { run } from "./lib/run.mjs";

await ensureBuilt({ lab: true });
await ensureCampaignPrograms();
process.exitCode = await run(process.execPath, ["chaos/dist/index.js", ...process.argv.slice(2)]);
