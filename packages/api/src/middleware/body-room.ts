import type { IncomingMessage, ServerResponse } from "node:http";
import { Problem } from "@callcall/contract";

/** Memory for large bodies, from when they are announced until they are answered. */
export const BODY_ROOM_BYTES: number = 256 * 1024 * 1024;
/** Most events are smaller: they are not counted, and cost nothing here. */
const SMALL_BYTES = 16 * 1024;

export interface BodyRoom {
  /**
   * Keep room for a body until its answer has gone out or the connection is gone.
   *
   * @throws Problem `unavailable` where others, or the account's own, hold too much
   */
  reserve(accountId: string, request: IncomingMessage, response: ServerResponse, limitBytes: number): void;
}

/**
 * A hundred batches of 8 MiB at once would be most of a small machine's memory, and the process is killed with all that
 * it does for others. An account may hold half of what others leave, so that there is always some for the next one.
 */
export function createBodyRoom(mostBytes: number = BODY_ROOM_BYTES): BodyRoom {
  const held = new Map<string, number>();
  let heldBytes = 0;

  function add(accountId: string, bytes: number): void {
    const own = (held.get(accountId) ?? 0) + bytes;
    if (own === 0) held.delete(accountId);
    else held.set(accountId, own);
    heldBytes += bytes;
  }

  return {
    reserve(accountId, request, response, limitBytes) {
      const bytes = announcedBytes(request, limitBytes);
      if (bytes <= SMALL_BYTES) return;
      const own = held.get(accountId) ?? 0;
      if (own + bytes > (mostBytes - (heldBytes - own)) / 2) {
        throw new Problem("unavailable", "Cannot take a body of this size just now: others are being read", {
          retryAfterSeconds: 1,
        });
      }
      add(accountId, bytes);
      response.once("close", () => add(accountId, -bytes));
    },
  };
}

/** A chunked body does not say how long it is: it may be as long as is allowed. Nothing beyond that is ever read. */
function announcedBytes({ headers }: IncomingMessage, limitBytes: number): number {
  const declared = headers["content-length"];
  if (declared !== undefined) return Math.min(Number(declared), limitBytes);
  return headers["transfer-encoding"] === undefined ? 0 : limitBytes;
}
