/** The built server under measurement: a process of its own, on a database of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_ACCOUNT_ID } from "@callcall/contract";
import type { ProbeRole } from "../roles/probe.ts";
import { Child } from "./child.ts";

const CLI = fileURLToPath(new URL("../../../packages/cli/dist/index.js", import.meta.url));
const PROBE = new URL("../roles/probe.js", import.meta.url).href;
const API_KEY = "ck_key_of_the_benchmarks";
const GREETING = /Dashboard +(http:\/\/[^/\s]+)/;

export interface ServerOptions {
  /** Kept by whoever gives it; without it a new one, removed at the end. */
  readonly dataDir?: string;
  readonly args?: readonly string[];
}

export interface Server {
  readonly url: string;
  readonly apiKey: string;
  readonly dataDir: string;
  readonly probe: Child<ProbeRole>;
  /** Call the API, for the default account or another. @throws when it refuses */
  call<Answer = unknown>(method: string, path: string, body?: unknown, accountId?: string): Promise<Answer>;
  stop(): Promise<void>;
  /** End it at once: what it stored is thrown away. A stop waits for requests that hang. */
  kill(): Promise<void>;
}

export async function startServer({ dataDir, args = [] }: ServerOptions = {}): Promise<Server> {
  const directory = dataDir ?? (await mkdtemp(join(tmpdir(), "callcall-bench-")));
  // For a profile: `--cpu-prof` and its like for the server alone.
  const nodeArgs = (process.env["CALLCALL_BENCH_NODE_ARGS"] ?? "").split(" ").filter((arg) => arg !== "");
  const command = ["dev", "--port", "0", "--host", "127.0.0.1", "--data-dir", directory, ...args];
  const child = spawn(process.execPath, [...nodeArgs, "--import", PROBE, CLI, ...command], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, CALLCALL_API_KEY: API_KEY, NO_COLOR: "1" },
  });
  const probe = new Child<ProbeRole>(child);
  // What it says in passing is no part of the table; what goes wrong is.
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    if (!/INFO/.test(text)) process.stderr.write(text);
  });
  const url = await greeted(child);
  return {
    url,
    apiKey: API_KEY,
    dataDir: directory,
    probe,
    async call(method, path, body, accountId = DEFAULT_ACCOUNT_ID) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${API_KEY}`,
          "content-type": "application/json",
          "callcall-account": accountId,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
      return (text === "" ? undefined : JSON.parse(text)) as never;
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
    if (dataDir === undefined) await rm(directory, { recursive: true, force: true });
  }
}

function greeted({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stdout?.setEncoding("utf8");
    stdout?.on("data", (chunk: string) => {
      text += chunk;
      const url = GREETING.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    stdout?.once("close", () => reject(new Error(`The server did not start:\n${text}`)));
  });
}
