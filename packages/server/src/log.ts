import type { Log } from "@callcall/engine";
import { pino } from "pino";
import { build as pretty } from "pino-pretty";
import type { ServerConfig } from "./config/resolve.ts";
import type { LineLog } from "./telemetry/attempt-log.ts";

/** Lines for people in development, JSON for machines in production. To stderr: stdout carries the greeting. */
export function createLog({ mode, logLevel: level }: Pick<ServerConfig, "mode" | "logLevel">): Log & LineLog {
  if (mode === "production") return pino({ base: null, level }, pino.destination(2));
  const stream = pretty({ colorize: process.stderr.isTTY, destination: 2, ignore: "pid,hostname", sync: true });
  return pino({ base: null, level }, stream);
}
