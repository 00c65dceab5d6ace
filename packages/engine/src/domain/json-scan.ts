import { isUtf8 } from "node:buffer";
import { LIMITS, Problem } from "@callcall/contract";
import { asBuffer, textOf } from "./utf8.ts";

/**
 * A value found in the bytes: its span, and, for the outer levels that were asked for, its parts.
 * The bytes themselves stay where they are: that is how `data` reaches a consumer unaltered.
 */
export interface JsonNode {
  readonly kind: "object" | "array" | "string" | "number" | "literal";
  readonly start: number;
  end: number;
  /** Keys in the whole subtree. */
  keys: number;
  /** Of an object within the outline, in order, duplicates included. */
  readonly members: Member[];
  /** Of an array within the outline. */
  readonly elements: JsonNode[];
}

interface Member {
  readonly key: string;
  readonly node: JsonNode;
}

export interface ScanLimits {
  readonly maxDepth: number;
  readonly maxKeys: number;
  /** How many levels of parts to report: 0 only the root, 1 its members, … */
  readonly outline: number;
  /** Refuse an object that has a key twice, at any level. */
  readonly refuseDuplicateKeys?: boolean;
}

interface Frame {
  readonly object: boolean;
  readonly node: JsonNode | undefined;
  readonly keysBefore: number;
  readonly names: Set<string> | undefined;
}

// Shared by all nodes that have none, which is nearly all of them: nothing is ever added to these.
const NO_MEMBERS: Member[] = [];
const NO_ELEMENTS: JsonNode[] = [];

/**
 * Walk JSON text (RFC 8259) once, without recursion, so that 10,000 nested brackets in 20 KB cannot
 * exhaust the stack, and stop at the first limit that is passed.
 *
 * @throws Problem `invalid_utf8`, `invalid_json`, `too_deep`, `too_many_keys`, `duplicate_key`
 */
export function scanJson(bytes: Uint8Array, limits: ScanLimits): JsonNode {
  refuseForeignEncoding(bytes);
  const frames: Frame[] = [];
  let position = skipSpace(bytes, 0);
  let keys = 0;
  let root: JsonNode | undefined;
  let pendingKey = "";

  for (;;) {
    // A value starts here.
    const start = position;
    const byte = bytes[start];
    const parent = frames[frames.length - 1];
    let node: JsonNode | undefined;
    if (frames.length <= limits.outline && (parent === undefined || parent.node !== undefined)) {
      node = newNode(byte, start);
      if (parent === undefined) root = node;
      else if (parent.object) parent.node?.members.push({ key: pendingKey, node });
      else parent.node?.elements.push(node);
    }

    if (byte === 0x7b /* { */ || byte === 0x5b /* [ */) {
      if (frames.length >= limits.maxDepth) {
        throw new Problem("too_deep", `Cannot read JSON nested deeper than ${limits.maxDepth} levels`);
      }
      const object = byte === 0x7b;
      const names = object && limits.refuseDuplicateKeys ? new Set<string>() : undefined;
      frames.push({ object, node, keysBefore: keys, names });
      position = skipSpace(bytes, start + 1);
      if (bytes[position] !== (object ? 0x7d : 0x5d)) {
        if (object) position = readKey();
        continue;
      }
    } else {
      position = scalarEnd(bytes, start, byte);
      if (node !== undefined) node.end = position;
    }

    // Something ended here: close every container that ends with it.
    for (;;) {
      position = skipSpace(bytes, position);
      const frame = frames[frames.length - 1];
      if (frame === undefined) {
        if (position !== bytes.length) throw invalid(bytes, position);
        return root as JsonNode;
      }
      const next = bytes[position];
      if (next === 0x2c /* , */) {
        position = skipSpace(bytes, position + 1);
        if (frame.object) position = readKey();
        break;
      }
      if (next !== (frame.object ? 0x7d : 0x5d)) throw invalid(bytes, position);
      position += 1;
      if (frame.node !== undefined) {
        frame.node.end = position;
        frame.node.keys = keys - frame.keysBefore;
      }
      frames.pop();
    }
  }

  /** Read `"key" :` at the present position and return where its value starts. */
  function readKey(): number {
    const frame = frames[frames.length - 1];
    if (bytes[position] !== 0x22) throw invalid(bytes, position);
    const end = stringEnd(bytes, position);
    keys += 1;
    if (keys > limits.maxKeys) {
      throw new Problem("too_many_keys", `Cannot read JSON with more than ${limits.maxKeys} keys`);
    }
    // A key is read where its value is told of, or where it must not stand twice. Of `data` no key is.
    if ((frame?.node !== undefined && frames.length <= limits.outline) || frame?.names !== undefined) {
      pendingKey = decodeString(bytes, position, end);
      if (frame.names?.has(pendingKey)) {
        throw new Problem(
          "duplicate_key",
          `Cannot tell which "${pendingKey.slice(0, 64)}" is meant: the key stands twice`,
        );
      }
      frame.names?.add(pendingKey);
    }
    const colon = skipSpace(bytes, end);
    if (bytes[colon] !== 0x3a) throw invalid(bytes, colon);
    return skipSpace(bytes, colon + 1);
  }
}

/** Parse a control object: within every limit, no key twice. */
export function parseControlJson(bytes: Uint8Array): unknown {
  scanJson(bytes, {
    maxDepth: LIMITS.json_depth,
    maxKeys: LIMITS.json_keys,
    outline: 0,
    refuseDuplicateKeys: true,
  });
  return JSON.parse(textOf(bytes));
}

/** The text of a string value, quotes and escapes resolved. */
export function decodeString(bytes: Uint8Array, start: number, end: number): string {
  for (let position = start + 1; position < end - 1; position++) {
    const byte = bytes[position] as number;
    if (byte === 0x5c || byte >= 0x80) return JSON.parse(textOf(bytes, start, end)) as string;
  }
  // Names are plain ASCII, nearly always, and stand for themselves.
  return asBuffer(bytes).toString("latin1", start + 1, end - 1);
}

/**
 * Published verifiers decode the body as UTF-8 text before they check it: a byte order mark or an invalid
 * byte would make a rightly signed event fail, or let one signature fit two bodies.
 */
function refuseForeignEncoding(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Problem("invalid_json", "Cannot read an empty body as JSON");
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new Problem("invalid_utf8", "Cannot take a byte order mark: send the JSON without it");
  }
  if (!isUtf8(bytes)) throw new Problem("invalid_utf8", "Cannot read the body as UTF-8");
}

function newNode(byte: number | undefined, start: number): JsonNode {
  const kind = kindOf(byte);
  return {
    kind,
    start,
    end: start,
    keys: 0,
    members: kind === "object" ? [] : NO_MEMBERS,
    elements: kind === "array" ? [] : NO_ELEMENTS,
  };
}

function kindOf(byte: number | undefined): JsonNode["kind"] {
  if (byte === 0x7b) return "object";
  if (byte === 0x5b) return "array";
  if (byte === 0x22) return "string";
  return byte === 0x74 || byte === 0x66 || byte === 0x6e ? "literal" : "number";
}

function scalarEnd(bytes: Uint8Array, start: number, byte: number | undefined): number {
  switch (byte) {
    case 0x22:
      return stringEnd(bytes, start);
    case 0x74:
      return wordEnd(bytes, start, "true");
    case 0x66:
      return wordEnd(bytes, start, "false");
    case 0x6e:
      return wordEnd(bytes, start, "null");
    default:
      return numberEnd(bytes, start);
  }
}

function skipSpace(bytes: Uint8Array, start: number): number {
  let position = start;
  for (;;) {
    const byte = bytes[position];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return position;
    position += 1;
  }
}

function stringEnd(bytes: Uint8Array, start: number): number {
  let position = start + 1;
  for (;;) {
    const byte = bytes[position];
    if (byte === 0x22) return position + 1;
    if (byte === undefined || byte < 0x20) throw invalid(bytes, position);
    position = byte === 0x5c ? escapeEnd(bytes, position) : position + 1;
  }
}

function escapeEnd(bytes: Uint8Array, start: number): number {
  const byte = bytes[start + 1];
  if (byte !== 0x75 /* u */) {
    if (byte === undefined || !'"\\/bfnrt'.includes(String.fromCharCode(byte))) throw invalid(bytes, start);
    return start + 2;
  }
  for (let digit = start + 2; digit < start + 6; digit++) {
    const value = bytes[digit] ?? 0;
    const hex = isDigit(value) || (value >= 0x41 && value <= 0x46) || (value >= 0x61 && value <= 0x66);
    if (!hex) throw invalid(bytes, digit);
  }
  return start + 6;
}

function wordEnd(bytes: Uint8Array, start: number, word: string): number {
  for (let index = 0; index < word.length; index++) {
    if (bytes[start + index] !== word.charCodeAt(index)) throw invalid(bytes, start + index);
  }
  return start + word.length;
}

/** `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` */
function numberEnd(bytes: Uint8Array, start: number): number {
  let position = bytes[start] === 0x2d ? start + 1 : start;
  position = bytes[position] === 0x30 ? position + 1 : digitsEnd(bytes, position);
  if (bytes[position] === 0x2e) position = digitsEnd(bytes, position + 1);
  if (bytes[position] === 0x65 || bytes[position] === 0x45) {
    const sign = bytes[position + 1];
    position = digitsEnd(bytes, sign === 0x2b || sign === 0x2d ? position + 2 : position + 1);
  }
  return position;
}

function digitsEnd(bytes: Uint8Array, start: number): number {
  let position = start;
  while (isDigit(bytes[position] ?? 0)) position += 1;
  if (position === start) throw invalid(bytes, start);
  return position;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function invalid(bytes: Uint8Array, position: number): Problem {
  return position >= bytes.length
    ? new Problem("invalid_json", "Cannot read the JSON: it ends too early")
    : new Problem("invalid_json", `Cannot read the JSON: unexpected character at byte ${position}`);
}
