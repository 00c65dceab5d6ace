/**
 * The consumers of a campaign, a process of their own: it outlives every server that is killed, and keeps a log of what
 * arrived. Arguments: the path of the log, the seed, the port. Each consumer is a path, `/NAME`.
 */
import { appendFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type Behaviour, type Reply, replyTo } from "./behaviour.ts";
import type { Arrival, FromConsumers, ToConsumers } from "./messages.ts";
import { genuine, shaOf } from "./verify.ts";

const TELL_MS = 20;
const FLOOD = Buffer.alloc(64 * 1024, "x");

const [logPath = "", seed = "", port = "0"] = process.argv.slice(2);
const secrets = new Map<string, string>();
const behaviours = new Map<string, Behaviour>();
const seen = new Map<string, number>();
let lines: string[] = [];
let requests = 0;
let accepted = 0;

const server = createServer((request, response) => {
  // The sender may be killed at any moment: whatever that breaks here is no fault.
  request.on("error", () => {});
  response.on("error", () => {});
  void receive(request, response).catch(() => {});
});
server.listen({ port: Number(port), host: "127.0.0.1", backlog: 2_000 }, () => {
  tell({ kind: "listening", port: (server.address() as AddressInfo).port });
});

process.on("message", (message: ToConsumers) => {
  if (message.kind === "secret") secrets.set(message.consumer, message.secret);
  else behaviours.set(message.consumer, message.behaviour);
});
// The campaign is over, or has died.
process.on("disconnect", () => {
  flush();
  process.exit(0);
});
setInterval(flush, TELL_MS);

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  // A request that broke off has not arrived: this throws.
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const consumer = (request.url ?? "").slice(1);
  const delivery = genuine(request.headers, Buffer.concat(chunks), secrets.get(consumer) ?? "");
  const name = `${consumer} ${delivery?.eventId}`;
  const nth = (seen.get(name) ?? 0) + 1;
  seen.set(name, nth);
  const reply = replyTo(behaviours.get(consumer) ?? "steady", chanceOf(`${seed} ${name} ${nth}`), nth);
  note({ consumer, atMs: Date.now(), reply: reply.kind, delivery });
  await give(response, reply);
}

function note(arrival: Arrival): void {
  requests += 1;
  if (arrival.reply === "accept") accepted += 1;
  lines.push(`${JSON.stringify(arrival)}\n`);
}

async function give(response: ServerResponse, reply: Reply): Promise<void> {
  switch (reply.kind) {
    case "accept":
      if (reply.afterMs > 0) await pause(reply.afterMs);
      response.writeHead(200, reply.isLast ? { connection: "close" } : {});
      if (reply.body === "short") response.end("ok");
      else flood(response);
      return;
    case "refuse":
      response.writeHead(reply.status).end("no");
      return;
    case "break":
      if (reply.how === "reset") response.socket?.resetAndDestroy();
      else response.socket?.destroy();
      return;
    case "hang":
      return;
  }
}

/** As fast as it is read, until the other side has had enough. */
function flood(response: ServerResponse): void {
  const more = (): void => {
    while (!response.destroyed && response.write(FLOOD));
  };
  response.on("drain", more);
  more();
}

/** In [0, 1), the same for the same seed, event and count, whatever else goes on. */
function chanceOf(text: string): number {
  return Number.parseInt(shaOf(text).slice(0, 12), 16) / 16 ** 12;
}

function flush(): void {
  if (lines.length === 0) return;
  appendFileSync(logPath, lines.join(""));
  lines = [];
  tell({ kind: "arrived", requests, accepted });
}

function tell(message: FromConsumers): void {
  if (process.connected) process.send?.(message);
}
