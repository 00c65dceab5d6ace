import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type PeerDatabase, startDatabase } from "./database.ts";

/** Debian keeps the programs of each version in a folder of its own, which is not in the path. */
const VERSIONS = "/usr/lib/postgresql";
export const POSTGRES_CURE = "install it: apt-get install postgresql-15";

/** A real PostgreSQL with its defaults: it syncs before it says that a transaction is committed. */
export async function startPostgres(): Promise<PeerDatabase> {
  const programs = newestPrograms();
  const directory = await mkdtemp(join(tmpdir(), "callcall-postgres-"));
  const user = unprivileged();
  if (user !== null) await chown(directory, user.uid, user.gid);
  const run = { cwd: directory, ...(user ?? {}) };
  try {
    execFileSync(join(programs, "initdb"), ["-D", "data", "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C"], {
      ...run,
      stdio: "ignore",
    });
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  const port = await freePort();
  return startDatabase({
    command: join(programs, "postgres"),
    args: ["-D", "data", "-p", String(port), "-k", directory, "-c", "listen_addresses=127.0.0.1"],
    directory,
    port,
    ready: /ready to accept connections/,
    user,
    // Ends connections that are open still.
    stopBy: "SIGINT",
  });
}

function newestPrograms(): string {
  const versions = existsSync(VERSIONS)
    ? readdirSync(VERSIONS)
        .map(Number)
        .filter((version) => version > 0)
    : [];
  const newest = Math.max(0, ...versions);
  if (newest === 0) throw new Error(`Cannot measure queues on PostgreSQL without its server: ${POSTGRES_CURE}`);
  return join(VERSIONS, String(newest), "bin");
}

/** The server refuses to run as root: as the user that Debian's package makes, then. */
function unprivileged(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}
