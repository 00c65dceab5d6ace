// `npm run generate`: write the parts of the SDK's client that follow from the contract. Run it after every change of
// the contract: `tools/generate-client.test.ts` fails until then.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { clientSource } from "./lib/client-source.mjs";
import { format } from "./lib/format.mjs";
import { ROOT, runModule, say } from "./lib/run.mjs";

const FOLDER = "packages/sdk/src/client";

if ((await runModule("typescript/bin/tsc", ["-b", "packages/contract"])) !== 0) process.exit(1);
const contract = await import("@callcall/contract");

const folder = resolve(ROOT, "packages/contract/src/routes");
const tables = readdirSync(folder)
  .filter((name) => name !== "index.ts" && name !== "route.ts")
  .sort();
let routes = {};
for (const name of tables) {
  const module = await import(resolve(folder, "../../dist/routes", name.replace(".ts", ".js")));
  routes = Object.assign(routes, ...Object.values(module));
}

mkdirSync(resolve(ROOT, FOLDER), { recursive: true });
for (const [name, text] of Object.entries(clientSource(contract, routes))) {
  const path = `${FOLDER}/${name}`;
  writeFileSync(resolve(ROOT, path), format(path, text));
  say(`Wrote ${path}`);
}
