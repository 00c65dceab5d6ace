/** A database of a peer's: a real one, new, and gone at the end. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { endWithUs } from "../run/child.ts";
import { processorTimeUs } from "./processor-time.ts";

export interface PeerDatabase {
  readonly port: number;
  /** Processor time so far, in microseconds. */
  cpuUs(): number;
  stop(): Promise<void>;
}

interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly port: number;
  /** What it says once it listens. */
  readonly ready: RegExp;
  /** Of the unprivileged user that it runs as; null: as this one. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
  readonly stopBy: NodeJS.Signals;
}

const START_MS_MAX = 20_000;

export async function startDatabase(program: Program): Promise<PeerDatabase> {
  const { command, args, directory, port, ready, user, stopBy } = program;
  const child = spawn(command, args, { cwd: directory, stdio: ["ignore", "pipe", "pipe"], ...(user ?? {}) });
  endWithUs(child);
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(stopBy);
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  await said(child, ready).catch(async (error) => {
    await stop();
    throw error;
  });
  return { port, cpuUs: () => processorTimeUs(child.pid ?? 0), stop };
}

function said({ stdout, stderr }: ChildProcess, ready: RegExp): Promise<void> {
  let text = "";
  const heard = new Promise<void>((resolve, reject) => {
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        text = (text + chunk).slice(-10_000);
        if (ready.test(text)) resolve();
      });
    }
    stdout?.once("close", () => reject(new Error(`A database did not start:\n${text}`)));
  });
  const late = pause(START_MS_MAX, undefined, { ref: false }).then(() => {
    throw new Error(`A database did not start within ${START_MS_MAX / 1_000} s:\n${text}`);
  });
  return Promise.race([heard, late]);
}

/** One that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
