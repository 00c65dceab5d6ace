// As in parse-json.ts: bytes that are not UTF-8 are refused, and a byte-order mark is kept for JSON.parse to refuse.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What arrives: any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

/** What is sent: any value that JSON has a text for, a `bigint`, or a {@link RawJson} at any depth. */
export type JsonInput = NonNullable<unknown> | null;

/** JSON that is sent as it is, byte for byte: `12345678901234567890`, `1.0`, your own key order. */
export class RawJson {
  readonly text: string;

  /** @throws TypeError when it is not one JSON value, in UTF-8 without a byte-order mark. */
  constructor(json: string | Uint8Array) {
    try {
      this.text = typeof json === "string" ? json : decoder.decode(json);
      // Also what keeps `1},"type":"x` from becoming more than the value that it stands for.
      JSON.parse(this.text);
    } catch (error) {
      throw new TypeError(`Cannot send this text as JSON: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** The server refuses more than 64; what holds itself has no end. */
const DEPTH = 200;

/** `JSON.stringify`, which also knows {@link RawJson} and prints a `bigint` as the integer that it is. */
export function printJson(value: unknown, depth: number = DEPTH): string | undefined {
  if (depth === 0) throw new TypeError("Cannot send this value as JSON: it is nested too deeply, or holds itself");
  if (value instanceof RawJson) return value.text;
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if ("toJSON" in value && typeof value.toJSON === "function") return printJson(value.toJSON(), depth - 1);
  if (Array.isArray(value)) return `[${value.map((item) => printJson(item, depth - 1) ?? "null").join(",")}]`;
  const members = Object.entries(value).flatMap(([name, member]) => {
    const text = printJson(member, depth - 1);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${members.join(",")}}`;
}
