/** The receiver: answers 200 at once and counts. Of its webhooks, the first so many never answer, as it is told. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { Frames } from "../http/frames.ts";
import { nowUs, readStamp } from "../http/payload.ts";
import { play } from "../run/child.ts";
import { Samples, type Summary } from "../run/samples.ts";

const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{"received":true}';
const HOOK = "POST /hook/";
/** Publishers that keep a window of what is under way are told of the count this often. */
const TELL_EVERY_MS = 2;

const latency = new Samples();
const watchers = new Set<Socket>();
let received = 0;
let told = 0;
let hanging = 0;

interface Ports {
  readonly port: number;
  /** Tells how many have arrived. */
  readonly feedPort: number;
  /** A host that takes connections and never answers. */
  readonly deadPort: number;
}

const role = {
  async listen(): Promise<Ports> {
    const dead = createServer((socket) => void socket.on("error", () => socket.destroy()).resume());
    const [port, feedPort, deadPort] = await Promise.all([createServer(receive), createServer(feed), dead].map(portOf));
    return { port, feedPort, deadPort } as Ports;
  },
  /** From now on, what comes for the first `webhooks` is not answered. */
  hang({ webhooks }: { readonly webhooks: number }): void {
    hanging = webhooks;
  },
  count: (): number => received,
  /** Times from publishing to the arrival, since the last call. */
  latency(): Summary {
    const summary = latency.summary();
    latency.clear();
    return summary;
  },
};
export type ReceiverRole = typeof role;

function portOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", 4_096, () => resolve((server.address() as AddressInfo).port));
  });
}

function receive(socket: Socket): void {
  const frames = new Frames();
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    const at = nowUs();
    frames.push(chunk, (head, bytes, bodyStart, bodyEnd) => {
      if (hanging > 0 && isHanging(head)) return;
      socket.write(OK, "latin1");
      received += 1;
      const sent = readStamp(bytes, bodyStart, bodyEnd);
      if (sent !== undefined) latency.add((at - sent) / 1_000);
    });
  });
}

function isHanging(head: string): boolean {
  return head.startsWith(HOOK) && Number.parseInt(head.slice(HOOK.length), 10) < hanging;
}

function feed(socket: Socket): void {
  watchers.add(socket);
  socket.write(`${received}\n`);
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("close", () => watchers.delete(socket));
}

setInterval(() => {
  if (told === received) return;
  told = received;
  for (const watcher of watchers) watcher.write(`${told}\n`);
}, TELL_EVERY_MS).unref();

play(role);
