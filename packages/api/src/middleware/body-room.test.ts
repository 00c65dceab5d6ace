import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { LIMITS } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { TOKENS } from "../testing/fake-engine.ts";
import { parseAnswer, rawSocket } from "../testing/raw-socket.ts";
import { testApi } from "../testing/test-api.ts";
import { BODY_ROOM_BYTES, createBodyRoom } from "./body-room.ts";

const KIB = 1_024;
const LIMIT = 100 * KIB;

/** Reserve for a request with these headers. Returns how to end it. */
function createClaim(mostBytes: number) {
  const room = createBodyRoom(mostBytes);
  return (accountId: string, headers: Record<string, string>): (() => void) => {
    const response = new EventEmitter();
    room.reserve(accountId, { headers } as unknown as IncomingMessage, response as unknown as ServerResponse, LIMIT);
    return () => void response.emit("close");
  };
}

const bytes = (count: number) => ({ "content-length": `${count}` });
const UNAVAILABLE = expect.objectContaining({ code: "unavailable", retryAfterSeconds: 1 });

describe("room for large bodies", () => {
  it("is half of what others leave, and free again once a request is over", () => {
    const claim = createClaim(400 * KIB);
    const end = claim("a", bytes(100 * KIB));
    claim("a", bytes(100 * KIB));
    expect(() => claim("a", bytes(20 * KIB))).toThrow(UNAVAILABLE);
    claim("b", bytes(100 * KIB));
    expect(() => claim("b", bytes(20 * KIB))).toThrow(UNAVAILABLE);
    claim("c", bytes(50 * KIB));
    end();
    claim("c", bytes(20 * KIB));
  });

  it("is as much as is allowed where a body does not say how long it is, and never more", () => {
    const claim = createClaim(400 * KIB);
    claim("a", { "transfer-encoding": "chunked" });
    claim("a", bytes(1_000 * KIB));
    expect(() => claim("a", { "transfer-encoding": "chunked" })).toThrow(UNAVAILABLE);
  });

  it("is not asked for by small ones, nor where there is none", () => {
    const claim = createClaim(1);
    for (let n = 0; n < 100; n++) claim("a", bytes(16 * KIB));
    claim("a", {});
  });
});

it("a server that reads as many large bodies as it has room for asks others to come back", async () => {
  const { listen } = testApi();
  const port = await listen();
  const auth = `Host: localhost\r\nAuthorization: Bearer ${TOKENS.full}\r\nContent-Type: application/json\r\n`;
  const head = `POST /api/v1/events/batch HTTP/1.1\r\n${auth}Content-Length: ${LIMITS.batch_request_bytes}\r\n\r\n`;
  const enough = BODY_ROOM_BYTES / 2 / LIMITS.batch_request_bytes + 1;
  const clients = Array.from({ length: enough }, () => rawSocket(port, head).read(/\}$/));
  const answer = parseAnswer(await Promise.race(clients));
  expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "1" }, problem: { code: "unavailable" } });
});
