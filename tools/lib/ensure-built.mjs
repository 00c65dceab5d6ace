import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fail, ROOT, run, runModule, say } from "./run.mjs";

const STAMP = resolve(ROOT, "node_modules/.callcall-installed");

/**
 * Make sure that the packages are installed and the sources built. Quick when both are so already.
 * @param lab build the simulator, the benchmarks and the campaigns as well, which no user of the server needs
 */
export async function ensureBuilt({ lab = false } = {}) {
  requireNode();
  await ensureInstalled();
  await build(lab ? ["-b", "tsconfig.json", "tsconfig.lab.json"] : ["-b"]);
  await buildDashboard();
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`, "Install it, or run `nvm use` here.");
}

async function ensureInstalled() {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return;
  say("Installing packages from the lockfile (half a minute the first time) …");
  // No package here needs its install script, and so none is run.
  const code = await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (code !== 0) {
    fail(
      "The packages could not be installed.",
      "Check that the npm registry can be reached (`npm ping`), then try again.",
    );
  }
  writeFileSync(STAMP, wanted);
}

/** What is installed depends on the lockfile, and on the platform for packages with binaries. */
function fingerprint() {
  const lockfile = readFileSync(resolve(ROOT, "package-lock.json"));
  const node = `${process.platform} ${process.arch} ${process.versions.modules}`;
  return createHash("sha256").update(lockfile).update(node).digest("hex");
}

async function build(projects) {
  const first = !existsSync(resolve(ROOT, "packages/cli/dist/index.js"));
  if (first) say("Building (some seconds the first time) …");
  const code = await runModule("typescript/bin/tsc", projects);
  if (code !== 0) fail("The build failed.", "The lines above name the files. `npx tsc -b --clean` starts over.");
}

/** The dashboard is bundled for browsers, which takes longer than to see that nothing changed. */
async function buildDashboard() {
  // Not at the top: it needs what `ensureInstalled` installs.
  const { isDashboardBuilt } = await import("../../packages/dashboard/build.mjs");
  if (await isDashboardBuilt()) return;
  say("Building the dashboard (some seconds, when its sources changed) …");
  const code = await run(process.execPath, [resolve(ROOT, "packages/dashboard/build.mjs")]);
  if (code !== 0) fail("The dashboard could not be built.", "The lines above name the files.");
}
