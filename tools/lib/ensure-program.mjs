import { spawnSync } from "node:child_process";
import { fail, run, say } from "./run.mjs";

/**
 * Make sure that a program is there which some tests use, installing Debian's package where that is possible.
 * `found`: how else than on the PATH one may tell that it is there.
 */
export async function ensureProgram(program, debianPackage, why, found = () => false) {
  const isThere = (name) => isOnPath(name) || (name === program && found());
  if (isThere(program)) return;
  const cure = `Install it: apt-get install ${debianPackage}`;
  if (process.getuid?.() !== 0 || !isOnPath("apt-get")) fail(`${program} is missing: ${why}.`, cure);
  say(`Installing ${debianPackage}: ${why} …`);
  await run("apt-get", ["update", "-qq"], { stdio: "ignore" });
  const code = await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", debianPackage], {
    stdio: "ignore",
  });
  if (code !== 0 || !isThere(program)) fail(`${program} could not be installed: ${why}.`, cure);
}

function isOnPath(program) {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

/** What the campaigns of `npm run chaos` use. */
export async function ensureCampaignPrograms() {
  await ensureProgram("strace", "strace", "tests count the disk syncs behind an acknowledgement");
  await ensureProgram("faketime", "faketime", "a campaign sets the clock of the running server");
}

/** What the queues run on that `npm run bench -- peers` measures. */
export async function ensurePeerPrograms() {
  await ensureProgram("redis-server", "redis-server", "BullMQ is measured on it");
  // Debian keeps the server in a folder of its version, which is not in the path.
  const server = "/usr/lib/postgresql/*/bin/postgres";
  await ensureProgram(server, "postgresql", "pg-boss and graphile-worker are measured on it");
}
