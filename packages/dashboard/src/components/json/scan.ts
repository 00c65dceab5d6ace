/** Where something stands in the text, in UTF-16 code units: `text.slice(start, end)` is exactly what was sent. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface JsonScalar extends Span {
  readonly kind: "string" | "number" | "word";
}
export interface JsonArray extends Span {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
}
export interface JsonMember {
  /** With its quotes. */
  readonly key: Span;
  readonly value: JsonNode;
  /** The same key stands in the object more than once: parsers keep one of them, and not all the same one. */
  readonly duplicate: boolean;
}
export interface JsonObject extends Span {
  readonly kind: "object";
  readonly members: readonly JsonMember[];
}
export type JsonNode = JsonScalar | JsonArray | JsonObject;

export type JsonScan =
  | { readonly ok: true; readonly root: JsonNode; readonly nodes: number }
  | { readonly ok: false; readonly why: string; readonly at: number };

/** The server takes a depth of 64; what consumers answer may be deeper, and a stack has an end. */
export const DEPTH_MAX = 200;
/** A payload of 256 KiB holds at most half as many values. */
export const NODES_MAX = 200_000;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const BLANK = /[\t\n\r ]*/y;
// Strict: no raw control characters, no escapes that JSON does not have.
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

/**
 * A JSON text as nodes with positions. JSON.parse and stringify would show 12345678901234567000 for
 * 12345678901234567890, 1 for 1.0, one of two equal keys, and integer keys first: here the text itself is shown.
 */
export function scanJson(text: string): JsonScan {
  const scanner = new Scanner(text);
  try {
    const root = scanner.document();
    return { ok: true, root, nodes: scanner.nodes };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, why: error.message, at: error.at };
    throw error;
  }
}

class Refusal extends Error {
  readonly at: number;
  constructor(why: string, at: number) {
    super(why);
    this.at = at;
  }
}

class Scanner {
  readonly #text: string;
  #at = 0;
  nodes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    const root = this.#value(0);
    this.#skip();
    if (this.#at < this.#text.length) throw new Refusal("There is text after the value", this.#at);
    return root;
  }

  #value(depth: number): JsonNode {
    this.#skip();
    this.nodes += 1;
    if (this.nodes > NODES_MAX) throw new Refusal(`It has more than ${NODES_MAX} values`, this.#at);
    if (depth > DEPTH_MAX) throw new Refusal(`It is nested more than ${DEPTH_MAX} deep`, this.#at);
    const next = this.#text[this.#at];
    if (next === "{") return this.#object(depth);
    if (next === "[") return this.#array(depth);
    if (next === '"') return { kind: "string", ...this.#take(STRING, "This string is not valid") };
    if (next === "t" || next === "f" || next === "n") return { kind: "word", ...this.#take(WORD, "This is no value") };
    return { kind: "number", ...this.#take(NUMBER, next === undefined ? "It ends too early" : "This is no value") };
  }

  #object(depth: number): JsonObject {
    const start = this.#at;
    const members: { key: Span; value: JsonNode; duplicate: boolean }[] = [];
    const seen = new Map<string, { duplicate: boolean }>();
    this.#at += 1;
    if (!this.#closes("}")) {
      do {
        this.#skip();
        const key = this.#take(STRING, "Here a key in quotes is missing");
        this.#skip();
        this.#expect(":");
        const member = { key, value: this.#value(depth + 1), duplicate: false };
        const name = nameOf(this.#text.slice(key.start, key.end));
        const earlier = seen.get(name);
        if (earlier !== undefined) {
          earlier.duplicate = true;
          member.duplicate = true;
        }
        seen.set(name, member);
        members.push(member);
      } while (this.#continues("}"));
    }
    return { kind: "object", start, end: this.#at, members };
  }

  #array(depth: number): JsonArray {
    const start = this.#at;
    const items: JsonNode[] = [];
    this.#at += 1;
    if (!this.#closes("]")) {
      do items.push(this.#value(depth + 1));
      while (this.#continues("]"));
    }
    return { kind: "array", start, end: this.#at, items };
  }

  #closes(mark: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  /** After a value: on with the next one, or the end. */
  #continues(end: string): boolean {
    if (this.#closes(end)) return false;
    this.#expect(",");
    return true;
  }

  #expect(mark: string): void {
    if (this.#text[this.#at] !== mark) throw new Refusal(`Here "${mark}" is missing`, this.#at);
    this.#at += 1;
  }

  #skip(): void {
    BLANK.lastIndex = this.#at;
    BLANK.test(this.#text);
    this.#at = BLANK.lastIndex;
  }

  #take(pattern: RegExp, why: string): Span {
    const start = this.#at;
    pattern.lastIndex = start;
    if (!pattern.test(this.#text)) throw new Refusal(why, start);
    this.#at = pattern.lastIndex;
    return { start, end: this.#at };
  }
}

/** What a string in quotes says. */
export function nameOf(quoted: string): string {
  return quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** What JSON.parse makes of a number that it does not keep, or null when it keeps it: 1.0 is 1, but not 10^400. */
export function alteredNumber(text: string): string | null {
  const value = Number(text);
  if (!Number.isFinite(value)) return String(value);
  const read = digitsOf(String(value));
  const sent = digitsOf(text);
  return read.digits === sent.digits && read.exponent === sent.exponent ? null : exactText(value);
}

function exactText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e300 ? BigInt(value).toString() : String(value);
}

/** A number as digits without leading and trailing zeros, and the power of ten they stand at. */
function digitsOf(text: string): { readonly digits: string; readonly exponent: number } {
  const [, sign = "", whole = "", fraction = "", power = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  if (digits === "") return { digits: "0", exponent: 0 };
  return { digits: sign + digits, exponent: Number(power) - fraction.length + (all.length - digits.length) };
}

/** The value of the last member with that name, as JSON.parse would choose it. */
export function memberOf(text: string, node: JsonNode | undefined, name: string): JsonNode | undefined {
  if (node?.kind !== "object") return undefined;
  return node.members.findLast(({ key }) => nameOf(text.slice(key.start, key.end)) === name)?.value;
}
