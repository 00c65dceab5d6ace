import { once } from "node:events";
import { createServer, type RequestListener, type ServerOptions } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { rawSocket } from "../testing/raw-socket.ts";
import { WholeAnswer } from "./whole-answer.ts";

const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const SERVER: ServerOptions = { ServerResponse: WholeAnswer };

async function serve(listener: RequestListener, options = SERVER): Promise<number> {
  const server = createServer(options, listener).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const answerWith =
  (text: string): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { "content-length": Buffer.byteLength(text), date: "now" }).end(text);
  };

afterEach(() => void vi.restoreAllMocks());

it("writes head and text in one piece, which Node itself does not", async () => {
  const gathered = vi.spyOn(Socket.prototype, "_writev" as never);
  const answer =
    "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ndate: now\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n{é";
  for (const [options, times] of [
    [SERVER, 0],
    [{}, 1],
  ] as const) {
    const client = rawSocket(await serve(answerWith("{é"), options), REQUEST);
    expect(await client.read(/é$/)).toBe(answer);
    expect(gathered).toHaveBeenCalledTimes(times);
  }
});

it("answers requests that came together in their order, and one whose client reads slowly whole", async () => {
  const long = `${"x".repeat(8 * 1024 * 1024)}.`;
  const texts = ["first", long, "third", "last!"];
  const port = await serve((request, response) => answerWith(texts.shift() ?? "")(request, response));
  const client = rawSocket(port, REQUEST.repeat(4));
  client.socket.pause();
  await new Promise((resolve) => setTimeout(resolve, 50));
  client.socket.resume();
  const bodies = (await client.read(/last!$/)).split("HTTP/1.1 200 OK").map((answer) => answer.split("\r\n\r\n")[1]);
  expect(bodies.map((body) => body?.length)).toEqual([undefined, 5, long.length, 5, 5]);
  expect(bodies[3]).toBe("third");
});

it("leaves all else to Node: a head that is not made, chunks, HEAD, and who wants to be told", async () => {
  const told = vi.fn();
  const answers: RequestListener[] = [
    (_request, response) => void response.end("implicit"),
    (_request, response) => void response.writeHead(200).end("chunked"),
    (_request, response) => void response.writeHead(200, { "content-length": 4 }).end("told", told),
    (_request, response) => void response.writeHead(200, { "content-length": 6 }).end("636172", "hex"),
  ];
  const port = await serve((request, response) => answers.shift()?.(request, response));
  const client = rawSocket(port, REQUEST.repeat(3));
  expect(await client.read(/told$/)).toMatch(/Content-Length: 8\r\n[\s\S]*implicit[\s\S]*chunked[\s\S]*\r\n\r\ntold$/);
  await expect.poll(() => told.mock.calls).toHaveLength(1);
  const head = rawSocket(await serve(answerWith("none")), REQUEST.replace("GET", "HEAD").repeat(2));
  expect(await head.read(/(HTTP[\s\S]*\r\n\r\n){2}$/)).not.toContain("none");
});
