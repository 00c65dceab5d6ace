import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Bound, Growing } from "./until.ts";

/** One request as it arrived. */
export interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The raw bytes. */
  readonly body: Buffer;
  readonly text: string;
  /** Monotonic milliseconds. */
  readonly atMs: number;
  /** 1 for the first request of this event. */
  readonly nth: number;
  readonly eventId: string;
}

export type Answer =
  | number
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Never answers. */
  | "hang"
  /** RST. */
  | "reset"
  /** Closes without a byte. */
  | "close"
  /** 200, and then a body that never ends, byte by byte. */
  | "drip";

type Script = (request: Received) => Answer | Promise<Answer>;

/** A consumer on loopback that keeps everything it got and answers as scripted. */
export class Receiver {
  readonly url: string;
  /** Changed by a test whose consumer recovers. */
  script: Script;
  readonly #got: Growing<Received>;
  readonly #close: () => Promise<void>;

  constructor(url: string, script: Script, got: Growing<Received>, close: () => Promise<void>) {
    this.url = url;
    this.script = script;
    this.#got = got;
    this.#close = close;
  }

  get requests(): readonly Received[] {
    return this.#got.items;
  }

  of(eventId: string): readonly Received[] {
    return this.requests.filter((request) => request.eventId === eventId);
  }

  /** Resolves with all requests so far once there are this many. */
  count(atLeast: number, timeoutMs?: number): Promise<readonly Received[]> {
    return this.waitFor((requests) => requests.length >= atLeast && requests, {
      what: `${atLeast} requests`,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  }

  /** The nth request of an event. */
  request(eventId: string, nth = 1): Promise<Received> {
    return this.waitFor((requests) => requests.find((one) => one.eventId === eventId && one.nth === nth), {
      what: `request ${nth} of ${eventId}`,
    });
  }

  waitFor<Found>(look: (requests: readonly Received[]) => Found | undefined | false, bound: Bound): Promise<Found> {
    return this.#got.waitFor(look, bound);
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** Start a receiver. Close it at the end of the test. */
export async function startReceiver(script: Script = () => 200): Promise<Receiver> {
  const got = new Growing<Received>();
  const drips = new Set<NodeJS.Timeout>();
  const server = createServer((request, response) => {
    void receive(request, response);
  });
  server.listen(0, "127.0.0.1");
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const receiver = new Receiver(`http://127.0.0.1:${port}/webhook`, script, got, close);
  const seen = new Map<string, number>();
  return receiver;

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // The sender was killed in the middle of its request: nothing was received.
    }
    const body = Buffer.concat(chunks);
    const eventId = String(request.headers["webhook-id"] ?? "");
    const nth = (seen.get(eventId) ?? 0) + 1;
    seen.set(eventId, nth);
    const { headers, url = "" } = request;
    const received = { url, headers, body, text: body.toString("utf8"), atMs: performance.now(), nth, eventId };
    const answer = receiver.script(received);
    got.push(received);
    give(response, await answer);
  }

  function give(response: ServerResponse, answer: Answer): void {
    if (answer === "hang") return;
    if (answer === "reset") return void response.socket?.resetAndDestroy();
    if (answer === "close") return void response.socket?.destroy();
    if (answer === "drip") {
      response.writeHead(200, { "content-type": "text/plain" });
      const drip = setInterval(() => response.write("."), 100);
      drips.add(drip);
      response.once("close", () => clearInterval(drip));
      return;
    }
    const {
      status,
      headers = {},
      body = '{"received":true}',
    } = typeof answer === "number" ? { status: answer } : answer;
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  }

  async function close(): Promise<void> {
    for (const drip of drips) clearInterval(drip);
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
