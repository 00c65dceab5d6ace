import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Got {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Reply = (response: ServerResponse, got: Got, nth: number) => void;

/** A server that answers as told, keeps what it got, and ends with the test. */
export async function serve(reply: Reply): Promise<{ readonly url: string; readonly got: Got[] }> {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = {
      line: `${request.method} ${request.url}`,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    reply(response, one, got.push(one));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(value));
}

export function problem(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void {
  const body = { type: "", title: "", status, code, detail: `Cannot: ${code}`, request_id: "req_1" };
  response.writeHead(status, { "content-type": "application/problem+json", ...headers }).end(JSON.stringify(body));
}

/** Timers that never run out by themselves: what waits is fired by the test. */
export class Timers {
  readonly waiting: { ms: number; fire: () => void }[] = [];
  readonly waited: number[] = [];

  readonly after = (ms: number, callback: () => void): (() => void) => {
    const remove = () => {
      const at = this.waiting.indexOf(timer);
      if (at !== -1) this.waiting.splice(at, 1);
    };
    const timer = {
      ms,
      fire: () => {
        remove();
        this.waited.push(ms);
        callback();
      },
    };
    this.waiting.push(timer);
    return remove;
  };

  /** As `after`, for tests in which no wait matters but its length: all but `patience` run out at once. */
  readonly hurried =
    (patience: number) =>
    (ms: number, callback: () => void): (() => void) => {
      const cancel = this.after(ms, callback);
      const timer = this.waiting.at(-1);
      if (ms !== patience) queueMicrotask(() => timer !== undefined && this.waiting.includes(timer) && timer.fire());
      return cancel;
    };
}
