/** The packages of the peers: installed by the part that measures them, so that nobody else has them. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const DIRECTORY = fileURLToPath(new URL("../../peers/", import.meta.url));
const STAMP = join(DIRECTORY, "node_modules/.callcall-installed");

/** Install them by their own lockfile where that has not been done. No package needs its install script. */
export function installPeers(progress: (text: string) => void): void {
  const wanted = createHash("sha256")
    .update(readFileSync(join(DIRECTORY, "package-lock.json")))
    .digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return;
  progress("installing BullMQ, pg-boss and graphile-worker into bench/peers (some seconds, once)");
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr } = spawnSync("npm", ["ci", ...flags], { cwd: DIRECTORY, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(
      `Cannot install the packages of the peers: check that the npm registry can be reached (\`npm ping\`).\n${stderr}`,
    );
  }
  writeFileSync(STAMP, wanted);
}

/** A module of one of them. Their own types are there only once they are installed: the caller names what it uses. */
export function loadPeer<Module>(name: string): Module {
  return createRequire(join(DIRECTORY, "package.json"))(name) as Module;
}
