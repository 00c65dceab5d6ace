import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { Problem } from "@callcall/contract";
import { PROBLEM_TYPE } from "../middleware/problems.ts";
import { HEADER_BYTES } from "./http-server.ts";

/**
 * Answer what never became a request: malformed HTTP, oversized headers, a request that came too slowly.
 * No route and no reply exist, so the problem document is written to the socket by hand, which then ends:
 * after a framing error nobody knows where the next request would start.
 */
export function refuseOnSocket(error: NodeJS.ErrnoException, socket: Duplex, requestId: string): void {
  // Node's own default asks the same private field: half an answer on the wire must not get a second one behind it.
  const answering = (socket as { readonly _httpMessage?: ServerResponse | null })._httpMessage?.headersSent === true;
  if (!socket.writable || answering || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
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
