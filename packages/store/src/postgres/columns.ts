/** Many rows as the parameters of one statement: an array for each column. */
import type { Parameter } from "./driver.ts";

type Column = readonly [name: string, type: string];

export class Columns {
  readonly #columns: readonly Column[];

  constructor(...columns: readonly Column[]) {
    this.#columns = columns;
  }

  get length(): number {
    return this.#columns.length;
  }

  /** The rows as a table of this name, for a FROM. `first`: the number of the first column's parameter. */
  from(alias: string, first: number): string {
    const arrays = this.#columns.map(([, type], index) => `$${first + index}::${type}[]`);
    return `unnest(${arrays.join(", ")}) AS ${alias} (${this.names()})`;
  }

  /** `prefix`: of a table, with its dot. */
  names(prefix = ""): string {
    return this.#columns.map(([name]) => prefix + name).join(", ");
  }

  /** Rows, each in the order of the columns. */
  arrays(rows: readonly (readonly unknown[])[]): readonly Parameter[] {
    return this.#columns.map((_, index) => rows.map((row) => row[index]) as Parameter);
  }
}

/** One value of many: bytes in an array would be sent as text, two characters for each. */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(pieces);
}

/** `$1, $2, …` */
export function placeholders(count: number, first = 1): string {
  return Array.from({ length: count }, (_, index) => `$${first + index}`).join(", ");
}

/** Insert a row, or put it in the place of the one with the same key. */
export function upsert(table: string, columns: readonly string[], key: readonly string[]): string {
  const others = columns.filter((name) => !key.includes(name));
  return `INSERT INTO callcall.${table} (${columns.join(", ")}) VALUES (${placeholders(columns.length)})
    ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${others.map((name) => `${name} = excluded.${name}`).join(", ")}`;
}
