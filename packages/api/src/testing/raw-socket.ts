import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface RawSocket {
  readonly socket: Socket;
  write(text: string | Buffer): void;
  /** Everything received up to and including what `until` matches, or up to the end of the connection. */
  read(until?: RegExp): Promise<string>;
}

/** A client that sends exactly these bytes. */
export function rawSocket(port: number, text = ""): RawSocket {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let received = "";
  let ended = false;
  let wake = (): void => undefined;
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    received += chunk;
    wake();
  });
  // A reset after the answer is how a server that stopped reading ends a connection.
  socket.on("error", () => undefined);
  socket.on("close", () => {
    ended = true;
    wake();
  });
  socket.write(text);
  return {
    socket,
    write: (more) => void socket.write(more),
    read: async (until) => {
      while (!ended && !until?.test(received)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return received;
    },
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly problem: Record<string, unknown>;
}

/** One whole answer with a JSON body, checked to be well-formed HTTP. */
export function parseAnswer(text: string): RawAnswer {
  const [head = "", body = ""] = text.split("\r\n\r\n", 2);
  const [statusLine = "", ...lines] = head.split("\r\n");
  const [, status] = /^HTTP\/1\.1 (\d{3}) [A-Za-z ]+$/.exec(statusLine) ?? [];
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
    }),
  );
  if (Number(headers["content-length"]) !== Buffer.byteLength(body)) throw new Error(`Wrong content-length: ${text}`);
  return { status: Number(status), headers, problem: JSON.parse(body) as Record<string, unknown> };
}
