import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What lies between a browser and a server, and can be cut. */
export interface Cable {
  readonly url: string;
  /** Every connection breaks, and new ones are refused until it is mended. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** A TCP proxy on loopback in front of `target`. */
export async function layCable(target: string): Promise<Cable> {
  const { port, hostname } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      // A broken end breaks the other one.
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  const listen = (on: number): Promise<void> =>
    new Promise((resolve) => server.listen(on, "127.0.0.1", () => resolve()));
  const cut = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of open) socket.resetAndDestroy();
    await closed;
  };
  await listen(0);
  const own = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${own}`, cut, mend: () => listen(own), close: cut };
}
