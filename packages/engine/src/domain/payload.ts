import { textOf } from "./utf8.ts";

/** An event's `data` as a value, for schemas and filters: parsed at most once, and only when one of them looks. */
export class Payload {
  readonly #bytes: Uint8Array;
  #parsed: { readonly value: unknown; readonly size: number } | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get value(): unknown {
    return this.#parse().value;
  }

  /** How much there is to look at: its values, and its text by the eight characters. */
  get size(): number {
    return this.#parse().size;
  }

  #parse(): { readonly value: unknown; readonly size: number } {
    if (this.#parsed === undefined) {
      const value: unknown = JSON.parse(textOf(this.#bytes));
      this.#parsed = { value, size: sizeOf(value) };
    }
    return this.#parsed;
  }
}

/** Recursive: ingest lets no payload deeper than 64 levels pass. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return 1 + value.length / 8;
  if (typeof value !== "object" || value === null) return 1;
  let size = 1;
  for (const part of Array.isArray(value) ? value : Object.values(value)) size += sizeOf(part);
  return size;
}
