import { Writable } from "node:stream";
import type { Log } from "@callcall/engine";
import { pino } from "pino";
import { build as pretty } from "pino-pretty";
import type { ServerConfig } from "./config/resolve.ts";
import { createLineSink, type LineSink } from "./line-sink.ts";
import type { LineLog } from "./telemetry/attempt-log.ts";

/** Lines for people in development, JSON for machines in production. To stderr: stdout carries the greeting. */
export function createLog({ mode, logLevel: level }: Pick<ServerConfig, "mode" | "logLevel">): Log & LineLog {
  const sink = createLineSink();
  if (mode === "production") return pino({ base: null, level }, sink);
  const destination = streamInto(sink);
  return pino({ base: null, level }, pretty({ colorize: process.stderr.isTTY, destination, ignore: "pid,hostname" }));
}

function streamInto(sink: LineSink): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      sink.write(chunk.toString());
      done();
    },
  });
}
