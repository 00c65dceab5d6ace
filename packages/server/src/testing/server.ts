import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttpServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { resolveConfig } from "../config/resolve.ts";
import { type CallCallServer, createServer } from "../create-server.ts";
import type { LineLog } from "../telemetry/attempt-log.ts";

/** Lines of a log, with the level that they were written at. */
export interface Line {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export function recordingLog(lines: Line[], least = "debug"): LineLog & { error: LineLog["warn"] } {
  const order = ["debug", "info", "warn", "error"];
  const enabled = (level: string): boolean => order.indexOf(level) >= order.indexOf(least);
  const at = (level: string) => (fields: object, message: string) => {
    if (enabled(level)) lines.push({ level, message, fields: { ...fields } });
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error"), isLevelEnabled: enabled };
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "callcall-telemetry-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A real development server on a free port. Close it, or the test's end does. */
export async function startServer(
  dataDir: string,
  options: {
    readonly flags?: Readonly<Record<string, string>>;
    readonly env?: NodeJS.ProcessEnv;
    readonly lines?: Line[];
  } = {},
): Promise<CallCallServer> {
  const flags = { port: "0", dataDir, ...options.flags };
  const config = resolveConfig({ mode: "development", flags, env: options.env ?? {} });
  let fatal: Error | undefined;
  const server = await createServer({
    config,
    // The thread's entry is what the build makes of it; these tests run from source.
    writerThread: false,
    log: recordingLog(options.lines ?? []),
    onFatal: (error) => {
      fatal = error;
    },
  });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= server.close();
    return closing;
  };
  onTestFinished(async () => {
    await close();
    if (fatal !== undefined) throw fatal;
  });
  return { ...server, close };
}

/** A call of the server's API by its operator. */
export async function call(server: CallCallServer, path: string, body?: unknown, headers = {}): Promise<Response> {
  return fetch(`${server.url}/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${server.apiKey}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Takes whatever is posted to it, and answers as it is told. */
export async function startReceiver(
  status: (request: Received, index: number) => number = () => 200,
): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const told = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) };
    received.push(told);
    response.writeHead(status(told, received.length - 1)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}
