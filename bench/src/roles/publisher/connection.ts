import { connect } from "node:net";
import { Frames } from "../../http/frames.ts";

/** A kept-alive connection with one request under way. */
export interface Connection {
  ask(request: Buffer, onStatus: (status: number) => void): void;
  close(): void;
}

export function openConnection(url: string): Promise<Connection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const frames = new Frames();
  let waiting: (status: number) => void = () => {};
  let closed = false;
  socket.setNoDelay(true);
  socket.on("data", (chunk) => frames.push(chunk, (head) => waiting(Number(head.slice(9, 12)))));
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.on("close", () => {
      // A server that ends its connections in the middle of a measurement has failed it.
      if (closed) return;
      process.stderr.write("The server closed a publisher's connection\n");
      process.exit(1);
    });
    socket.once("connect", () =>
      resolve({
        ask(request, onStatus) {
          waiting = onStatus;
          socket.write(request);
        },
        close() {
          closed = true;
          socket.destroy();
        },
      }),
    );
  });
}
