import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { Problem } from "@callcall/contract";
import { PROBLEM_TYPE } from "../middleware/problems.ts";
import { HEADER_BYTES } from "./http-server.ts";

/** Sockets on which nothing more is read: what still arrives fails to parse again, and must be refused once. */
const ending = new WeakSet<Duplex>();

/**
 * Answer what never became a request: malformed HTTP, oversized headers, a request that came too slowly.
 * No route and no reply exist, so the problem document is written to the socket by hand, which then ends:
 * after a framing error nobody knows where the next request would start.
 */
export function refuseOnSocket(error: NodeJS.ErrnoException, socket: Duplex, requestId: string): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  if (ending.has(socket)) return;
  ending.add(socket);
  const owed = answerOwed(socket);
  if (owed !== undefined) endAfter(owed, socket);
  else endWithProblem(error, socket, requestId);
}

/**
 * The answer that is under way on the socket, or that a request read to its end still waits for: the client
 * would take ours for that answer. A request that broke off in its body gets ours in the place of its own.
 */
function answerOwed(socket: Duplex): ServerResponse | undefined {
  // Node's own default asks the same private field, which holds the oldest of several answers.
  const answer = (socket as { readonly _httpMessage?: ServerResponse | null })._httpMessage ?? undefined;
  return answer?.headersSent || answer?.req.complete ? answer : undefined;
}

/** Let it be sent, and those of the requests between it and the malformed one, then close without a word. */
function endAfter(answer: ServerResponse, socket: Duplex): void {
  // Node listened first: by now it has put the next answer in the place of this one.
  answer.once("finish", () => {
    const next = answerOwed(socket);
    if (next !== undefined) endAfter(next, socket);
    else socket.end(() => socket.destroy());
  });
}

function endWithProblem(error: NodeJS.ErrnoException, socket: Duplex, requestId: string): void {
  const problem = socketProblem(error.code);
  const body = JSON.stringify(problem.toDocument(requestId));
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${[
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      "cache-control: no-store",
      `x-request-id: ${requestId}`,
      "connection: close",
    ].join("\r\n")}\r\n\r\n${body}`,
    // A peer that goes on sending after this is not waited for.
    () => socket.destroy(),
  );
}

/** Every code has one status, so oversized headers are a `bad_request` (400) and not a 431. */
function socketProblem(code: string | undefined): Problem {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new Problem("request_timeout", "Cannot wait longer for the rest of the request");
    case "HPE_HEADER_OVERFLOW":
      return new Problem("bad_request", `Cannot read headers of more than ${HEADER_BYTES} bytes`);
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new Problem("payload_too_large", "Cannot read chunk extensions of this size");
    default:
      return new Problem("bad_request", "Cannot read this as HTTP/1.1");
  }
}

/** `Expect` with anything but 100-continue; Node would answer an empty 417. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const problem = new Problem("bad_request", "Cannot meet this expectation: only 100-continue is known");
  response
    .writeHead(problem.status, {
      "content-type": PROBLEM_TYPE,
      "cache-control": "no-store",
      "x-request-id": requestId,
      connection: "close",
    })
    .end(JSON.stringify(problem.toDocument(requestId)));
}
