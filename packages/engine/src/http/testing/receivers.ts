import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { systemTimers } from "../../runtime/clock.ts";

/** What a receiver does with each connection, as raw bytes: no HTTP library would misbehave so. */
export type Behaviour = (socket: Socket, seen: Seen) => void;

/** What a receiver has seen so far. */
export interface Seen {
  connections: number;
  /** Whole requests, as text. */
  readonly requests: string[];
  /** Called when a connection has closed. */
  onClose: () => void;
  /** Called by behaviours that hold a request. */
  onRequest: () => void;
}

export interface Receiver {
  readonly port: number;
  readonly seen: Seen;
  close(): Promise<void>;
}

export interface ReceiverOptions {
  /** With this, TLS; the behaviour starts after the handshake. */
  readonly tls?: TlsOptions;
  readonly host?: string;
  readonly port?: number;
}

/** Start a receiver on loopback, by default on a free port. */
export async function startReceiver(behaviour: Behaviour, options: ReceiverOptions = {}): Promise<Receiver> {
  const seen: Seen = { connections: 0, requests: [], onClose: () => {}, onRequest: () => {} };
  const open = new Set<Socket>();
  const accept = (socket: Socket): void => {
    // Whatever the sender does to us is its right.
    socket.on("error", () => {});
    behaviour(socket, seen);
  };
  const server: Server = options.tls === undefined ? createServer(accept) : createTlsServer(options.tls, accept);
  server.on("tlsClientError", () => {});
  // Before the behaviour, which may count on it.
  server.prependListener("connection", (socket: Socket) => {
    seen.connections++;
    open.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => {
      open.delete(socket);
      seen.onClose();
    });
  });
  server.listen(options.port ?? 0, options.host ?? "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Call `act` for each whole request that arrives on the socket; `count` is 1 for the first. */
export function onRequest(socket: Socket, seen: Seen, act: (count: number) => void): void {
  let text = "";
  let count = 0;
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    for (let end = requestEnd(text); end !== null; end = requestEnd(text)) {
      seen.requests.push(text.slice(0, end));
      text = text.slice(end);
      act(++count);
    }
  });
}

function requestEnd(text: string): number | null {
  const head = text.indexOf("\r\n\r\n");
  if (head === -1) return null;
  const end = head + 4 + Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
  return text.length >= end ? end : null;
}

export const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/** Answer each request with these bytes, whatever they are, and leave the socket open. */
export function answer(bytes: string | Buffer): Behaviour {
  return (socket, seen) => onRequest(socket, seen, () => socket.write(bytes, "latin1"));
}

/** Answer each request with these bytes and then close. */
export function answerAndClose(bytes: string | Buffer): Behaviour {
  return (socket, seen) => onRequest(socket, seen, () => socket.end(bytes, "latin1"));
}

/** Answer with these bytes and then reset. */
export function answerAndReset(bytes: string): Behaviour {
  return (socket, seen) => {
    onRequest(socket, seen, () => socket.write(bytes, "latin1", () => socket.resetAndDestroy()));
  };
}

/** Say something before being asked. */
export function greet(bytes: string): Behaviour {
  return (socket) => socket.resume().write(bytes, "latin1");
}

export const hang: Behaviour = (socket) => socket.resume();
export const resetOnAccept: Behaviour = (socket) => socket.resetAndDestroy();
export const closeOnAccept: Behaviour = (socket) => socket.resume().end();

export const resetAfterRequest: Behaviour = (socket, seen) => onRequest(socket, seen, () => socket.resetAndDestroy());

/** Write `head`, then one byte of `drip` after another, each when the one before has left. */
export function dripping(head: string, drip: string, pause: (next: () => void) => void): Behaviour {
  return (socket, seen) =>
    onRequest(socket, seen, () => {
      socket.write(head, "latin1");
      const next = (): void => {
        if (!socket.destroyed) socket.write(drip, "latin1", () => pause(next));
      };
      next();
    });
}

/** Write `head`, then `chunk` again and again as fast as it is taken. */
export function flooding(head: string, chunk: string): Behaviour {
  return (socket, seen) =>
    onRequest(socket, seen, () => {
      socket.write(head, "latin1");
      const more = (): void => {
        if (!socket.destroyed) socket.write(chunk, "latin1", (error) => error ?? systemTimers.soon(more));
      };
      more();
    });
}

/** Serve the first request of each socket and drop the socket on the second: the keep-alive race, made certain. */
export function servesOnce(drop: (socket: Socket) => void): Behaviour {
  return (socket, seen) =>
    onRequest(socket, seen, (count) => {
      if (count === 1) socket.write(OK);
      else drop(socket);
    });
}
