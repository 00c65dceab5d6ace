/**
 * A PostgreSQL server for tests: a cluster of its own in a temporary directory, on loopback and a socket, ended and
 * removed with those who use it. As root it runs as somebody else, since the server refuses root.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findPostgres } from "./postgres-programs.ts";

export interface PostgresServer {
  readonly directory: string;
  readonly port: number;
  /** Of a database on it. */
  url(database: string): string;
  /** As by a crash: nothing is flushed, and a start recovers. */
  kill(): Promise<void>;
  /** Again, after `kill`, on the same port. */
  start(): Promise<void>;
  /** End it and remove its data. */
  destroy(): Promise<void>;
}

const PREFIX = "callcall-postgres-";
/** Who keeps the directory: once that process is gone, the next test run removes it. */
const OWNER = "owner.pid";
const READY = "database system is ready to accept connections";

/** Small, as tests need it, and synced as in earnest: the store refuses a server that is not. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  shared_buffers: "32MB",
  max_connections: "200",
  max_wal_size: "256MB",
  autovacuum_naptime: "5s",
  log_min_messages: "log",
  log_checkpoints: "off",
};

export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  removeLeftovers();
  const programs = findPostgres();
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(directory, OWNER), String(process.pid));
  const user = unprivilegedUser();
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  const data = join(directory, "data");
  const identity = user ?? {};
  const options = { ...identity, cwd: directory, env: { LC_ALL: "C", PATH: process.env["PATH"] ?? "" } };
  try {
    await runToEnd(
      join(programs, "initdb"),
      ["-D", data, "-U", "callcall", "-A", "trust", "-E", "UTF8", "-N"],
      options,
    );
    const port = await freePort();
    const wanted = { ...SETTINGS, ...settings, unix_socket_directories: directory, port: String(port) };
    const flags = Object.entries(wanted).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    let server: ChildProcess | undefined;
    const start = async (): Promise<void> => {
      server = await startServer(join(programs, "postgres"), ["-D", data, ...flags], options);
    };
    const end = async (signal: NodeJS.Signals): Promise<void> => {
      const ending = server;
      server = undefined;
      if (ending === undefined || ending.exitCode !== null) return;
      const closed = once(ending, "close");
      // The postmaster's death alone takes its children along, in their own time: the data must be free again.
      ending.kill(signal);
      await closed;
    };
    await start();
    return {
      directory,
      port,
      url: (database) => `postgres://callcall@127.0.0.1:${port}/${database}`,
      // SIGQUIT: its processes end where they are, as in a crash.
      kill: () => end("SIGQUIT"),
      start,
      async destroy() {
        await end("SIGQUIT");
        rmSync(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

interface RunOptions {
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

async function runToEnd(program: string, parameters: readonly string[], options: RunOptions): Promise<void> {
  const child = spawn(program, parameters, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`Cannot make a PostgreSQL cluster: ${errors.trim()}`);
}

/** Resolves when it says that it takes connections. */
async function startServer(program: string, parameters: readonly string[], options: RunOptions): Promise<ChildProcess> {
  const child = spawn(program, parameters, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (lines.length < 50) lines.push(line);
      if (line.includes(READY)) resolve();
    });
    child.once("error", reject);
    child.once("close", () => reject(new Error(`Cannot start PostgreSQL: ${lines.join("\n")}`)));
  });
  return child;
}

function unprivilegedUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8").split("\n");
  const line = ["postgres", "nobody"].map((name) => users.find((user) => user.startsWith(`${name}:`))).find(Boolean);
  const [, , uid, gid] = line?.split(":") ?? [];
  if (uid === undefined || gid === undefined) throw new Error("Cannot run PostgreSQL as root, and find nobody else");
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
}

/** Of test runs that were killed: their servers are still running. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const directory = join(tmpdir(), name);
    const owner = pidIn(join(directory, OWNER));
    if (owner === undefined || isAlive(owner)) continue;
    const server = pidIn(join(directory, "data", "postmaster.pid"));
    if (server !== undefined && isAlive(server)) process.kill(server, "SIGQUIT");
    rmSync(directory, { recursive: true, force: true });
  }
}

function pidIn(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const pid = Number.parseInt(readFileSync(path, "utf8"), 10);
  return Number.isNaN(pid) ? undefined : pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
