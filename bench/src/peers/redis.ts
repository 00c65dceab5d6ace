import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type PeerDatabase, startDatabase } from "./database.ts";

/** `none`: what it holds is gone with the process. `always`: each write is synced before it is answered. */
export type Persistence = "none" | "always";

export async function startRedis(persistence: Persistence): Promise<PeerDatabase> {
  const directory = await mkdtemp(join(tmpdir(), "callcall-redis-"));
  const port = await freePort();
  const kept = persistence === "none" ? ["--appendonly", "no"] : ["--appendonly", "yes", "--appendfsync", "always"];
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--maxmemory-policy", "noeviction"];
  return startDatabase({
    command: "redis-server",
    args: [...args, ...kept],
    directory,
    port,
    ready: /Ready to accept connections/,
    user: null,
    stopBy: "SIGTERM",
  });
}
