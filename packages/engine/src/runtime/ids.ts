import { ID_PREFIXES, type IdKind } from "@callcall/contract";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

/** Makes identifiers `<prefix>_<22 base62 characters>`. */
export interface Ids {
  next(kind: IdKind): string;
}

// In ASCII order, so that text order is numeric order.
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const TIME_CHARACTERS = 8;
const TAIL_CHARACTERS = 14;
// 62^14 ≈ 2^83; two halves keep the arithmetic in exact integers.
const HALF_CHARACTERS = 7;
const HALF_SPAN = 62 ** HALF_CHARACTERS;
// How far apart neighbours of one millisecond may lie: guessing the next id means hitting 1 in 2^32.
const STEP_SPAN = 2 ** 32;

/**
 * Ids that sort by creation: 8 characters of milliseconds, 14 random ones. Within a millisecond, and
 * when the wall clock steps back, the tail counts up from the last id by a random step, so that the
 * order of calls is the order of ids.
 */
export function createIds(clock: Clock, random: Random): Ids {
  let lastMs = -1;
  let time = "";
  let high = 0;
  let low = 0;
  const pool = randomPool(random);

  return {
    next(kind) {
      const nowMs = clock.nowMs();
      if (nowMs > lastMs) {
        lastMs = nowMs;
        time = encode(nowMs, TIME_CHARACTERS);
        // Half the span is left above the start: 2^40 ids fit into one millisecond.
        high = Math.floor((pool.uint32() / 2 ** 32) * (HALF_SPAN / 2));
        low = Math.floor((pool.uint32() / 2 ** 32) * HALF_SPAN);
      } else {
        low += 1 + (pool.uint32() % STEP_SPAN);
        if (low >= HALF_SPAN) {
          low -= HALF_SPAN;
          high += 1;
        }
      }
      return `${ID_PREFIXES[kind]}_${time}${encode(high, HALF_CHARACTERS)}${encode(low, TAIL_CHARACTERS - HALF_CHARACTERS)}`;
    },
  };
}

function encode(value: number, characters: number): string {
  let text = "";
  let rest = value;
  for (let place = 0; place < characters; place++) {
    text = ALPHABET.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** One system call per 256 numbers instead of one per id. */
function randomPool(random: Random): { uint32(): number } {
  let view: DataView = new DataView(new ArrayBuffer(0));
  let offset = 0;
  return {
    uint32() {
      if (offset >= view.byteLength) {
        const bytes = random.bytes(1024);
        view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        offset = 0;
      }
      const value = view.getUint32(offset);
      offset += 4;
      return value;
    },
  };
}
