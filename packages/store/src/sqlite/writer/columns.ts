/**
 * Many small values in three columns: all text in one string, all numbers in one array, all bytes in one run. So a
 * commit crosses to another thread as three values, however many objects it came from, and their buffers change hands
 * instead of being copied. What is written in some order is read in the same one; lengths stand among the numbers.
 */
export interface Columns {
  readonly text: string;
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const NUMBERS_AT_FIRST = 4_096;
/** Of a string that is null: no length of one that is not. */
const NO_STRING = -1;

export type ColumnsMark = readonly [textLength: number, numbers: number, byteRuns: number];

/** Refuses what is of another type than it says: a reader that took it for something else would lose its place. */
export class ColumnsWriter {
  #text = "";
  #numbers = new Float64Array(NUMBERS_AT_FIRST);
  #count = 0;
  readonly #byteRuns: Uint8Array[] = [];

  string(value: string): void {
    if (typeof value !== "string") throw unsendable(value, "text");
    this.#push(value.length);
    this.#text += value;
  }

  nullableString(value: string | null): void {
    if (value === null) this.#push(NO_STRING);
    else this.string(value);
  }

  number(value: number): void {
    if (typeof value !== "number") throw unsendable(value, "a number");
    this.#push(value);
  }

  /** Not-a-number is null on the other side, as it is in the database. */
  nullableNumber(value: number | null): void {
    this.number(value === null ? Number.NaN : value);
  }

  boolean(value: boolean): void {
    this.#push(value ? 1 : 0);
  }

  bytes(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) throw unsendable(value, "bytes");
    this.#push(value.length);
    this.#byteRuns.push(value);
  }

  mark(): ColumnsMark {
    return [this.#text.length, this.#count, this.#byteRuns.length];
  }

  /** What was written since is void. */
  rewind([textLength, numbers, byteRuns]: ColumnsMark): void {
    this.#text = this.#text.slice(0, textLength);
    this.#count = numbers;
    this.#byteRuns.length = byteRuns;
  }

  /** All that was written, in buffers of their own; what is written next begins anew. */
  take(): Columns {
    const taken = { text: this.#text, numbers: this.#numbers.slice(0, this.#count), bytes: joined(this.#byteRuns) };
    this.rewind([0, 0, 0]);
    return taken;
  }

  #push(value: number): void {
    if (this.#count === this.#numbers.length) {
      const larger = new Float64Array(2 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#count++] = value;
  }
}

export class ColumnsReader {
  readonly #columns: Columns;
  #text = 0;
  #number = 0;
  #byte = 0;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  string(): string {
    return this.#slice(this.number());
  }

  nullableString(): string | null {
    const length = this.number();
    return length === NO_STRING ? null : this.#slice(length);
  }

  number(): number {
    const value = this.#columns.numbers[this.#number++];
    if (value === undefined) throw new RangeError("Cannot read on as the columns end here");
    return value;
  }

  nullableNumber(): number | null {
    const value = this.number();
    return Number.isNaN(value) ? null : value;
  }

  boolean(): boolean {
    return this.number() === 1;
  }

  /** A view. */
  bytes(): Uint8Array {
    const start = this.#byte;
    this.#byte += this.number();
    return this.#columns.bytes.subarray(start, this.#byte);
  }

  /** Whatever was written must have been read: else one side has lost its place, and all of it is in doubt. */
  end(): void {
    const { text, numbers, bytes } = this.#columns;
    if (this.#text === text.length && this.#number === numbers.length && this.#byte === bytes.length) return;
    throw new RangeError("Cannot use what was read as the columns do not end here");
  }

  #slice(length: number): string {
    const start = this.#text;
    this.#text += length;
    return this.#columns.text.slice(start, this.#text);
  }
}

/** As `Array.from` does it, in a fraction of its time. */
export function times<Item>(count: number, read: () => Item): Item[] {
  const items: Item[] = [];
  for (let index = 0; index < count; index += 1) items.push(read());
  return items;
}

function joined(runs: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(runs.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const run of runs) {
    bytes.set(run, end);
    end += run.length;
  }
  return bytes;
}

function unsendable(value: unknown, as: string): TypeError {
  return new TypeError(`Cannot send a value of type ${typeof value} to the database as ${as}`);
}
