// `npm run check`: everything about the code but its tests. Every check runs, so that one run shows all there is.
import { ensureBuilt } from "./lib/ensure-built.mjs";
import { runModule, say } from "./lib/run.mjs";

const CHECKS = [
  { name: "types of tests and tools", module: "typescript/bin/tsc", args: ["-p", "tsconfig.tests.json"] },
  {
    name: "types of the dashboard's tests",
    module: "typescript/bin/tsc",
    args: ["-p", "packages/dashboard/tsconfig.tests.json"],
  },
  { name: "lint and format", module: "@biomejs/biome/bin/biome", args: ["ci", "--error-on-warnings", "."] },
  { name: "dead code and dependencies", module: "knip/bin/knip.js", args: [] },
  { name: "duplicates", module: "jscpd/bin/jscpd", args: ["--noTips"] },
];

// The build itself is the check of the sources' types.
await ensureBuilt({ lab: true });
const broken = [];
for (const { name, module, args } of CHECKS) {
  say(`Checking ${name} …`);
  if ((await runModule(module, args)) !== 0) broken.push(name);
}
console.log(broken.length === 0 ? "\nEvery check passed." : `\nFailed: ${broken.join(", ")}.`);
process.exitCode = broken.length === 0 ? 0 : 1;
