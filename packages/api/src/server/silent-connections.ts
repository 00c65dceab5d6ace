import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Closes connections on which no request has begun, as clients open them ahead of need. A closing server of
 * Node's passes them over: it takes them for busy, and once it closes no timeout runs that would end them.
 *
 * @returns to be called when the server begins to close
 */
export function closeSilentConnections(server: Server): () => void {
  const silent = new Set<Socket>();
  let closing = false;
  server.on("connection", (socket) => {
    // Accepted by the kernel before we stopped listening.
    if (closing) return void socket.destroy();
    silent.add(socket);
    socket.once("close", () => silent.delete(socket));
  });
  server.prependListener("request", (request) => silent.delete(request.socket));
  return () => {
    closing = true;
    for (const socket of silent) socket.destroy();
  };
}
