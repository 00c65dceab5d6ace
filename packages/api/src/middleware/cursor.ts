import { createHmac, timingSafeEqual } from "node:crypto";
import { Problem } from "@callcall/contract";
import type { Position } from "@callcall/store";

/** The list that a cursor belongs to. A cursor of one list is worth nothing in another. */
interface ListScope {
  readonly accountId: string;
  readonly operation: string;
  readonly filter: Readonly<Record<string, unknown>>;
}

export interface Cursors {
  seal(position: Position, scope: ListScope): string;
  /** @throws Problem `invalid_cursor` */
  open(cursor: string, scope: ListScope): Position;
}

// 128 bits: forging one takes 2^127 tries on average, each of them a request.
const MAC_BYTES = 16;
const POSITION = /^(\d{1,16}):([\x21-\x7e]{1,128})$/;

/**
 * Cursors are positions with a MAC over the account, the list, its filter and the position. Without it a
 * cursor could be edited to start anywhere, or carried into another account's list.
 */
export function createCursors(key: Uint8Array): Cursors {
  const macOf = (position: string, { accountId, operation, filter }: ListScope): Buffer => {
    const canonical = Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return createHmac("sha256", key)
      .update(JSON.stringify([accountId, operation, canonical, position]))
      .digest()
      .subarray(0, MAC_BYTES);
  };

  return {
    seal(position, scope) {
      const text = `${position.ms}:${position.id}`;
      return Buffer.concat([macOf(text, scope), Buffer.from(text)]).toString("base64url");
    },
    open(cursor, scope) {
      const bytes = Buffer.from(cursor, "base64url");
      const text = bytes.subarray(MAC_BYTES).toString();
      const found = POSITION.exec(text);
      // Node's decoder skips what is not base64url: only the one canonical spelling counts.
      const canonical = bytes.toString("base64url") === cursor;
      if (!canonical || found === null || !timingSafeEqual(bytes.subarray(0, MAC_BYTES), macOf(text, scope))) {
        throw new Problem("invalid_cursor", "Cannot go on from this cursor: this list did not hand it out");
      }
      const [, ms, id = ""] = found;
      return { ms: Number(ms), id };
    },
  };
}
