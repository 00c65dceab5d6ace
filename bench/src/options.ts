import { parseArgs } from "node:util";

export interface Options {
  readonly parts: readonly string[];
  readonly seconds: number;
  readonly rows: number;
  readonly json: string | undefined;
  /** Reports to write into the documentation, in place of measuring. */
  readonly document: readonly string[] | undefined;
}

const SECONDS = 10;
const SECONDS_MAX = 600;
const ROWS = 1_000_000;
const ROWS_MAX = 100_000_000;

export const USAGE = `npm run bench -- [PART…] [--store sqlite] [--seconds N] [--rows N] [--json FILE]

npm run bench -- --document REPORT.json…     put the figures of earlier runs into docs/benchmarks.md

Every figure is a ratio to the part \`limit\`, which always runs first. Without a PART, all of them run.`;

/** @throws Error that says what is wrong, one sentence */
export function readOptions(args: readonly string[], known: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      store: { type: "string", default: "sqlite" },
      seconds: { type: "string", default: String(SECONDS) },
      rows: { type: "string", default: String(ROWS) },
      json: { type: "string" },
      document: { type: "boolean", default: false },
    },
  });
  if (values.store !== "sqlite") throw new Error(`Cannot use the store ${values.store}: there is sqlite`);
  const seconds = Number(values.seconds);
  if (!(seconds >= 1 && seconds <= SECONDS_MAX)) {
    throw new Error(`Cannot measure for ${values.seconds} seconds: 1 to ${SECONDS_MAX}`);
  }
  const rows = Number(values.rows);
  if (!(Number.isInteger(rows) && rows >= 1 && rows <= ROWS_MAX)) {
    throw new Error(`Cannot fill a database with ${values.rows} rows: 1 to ${ROWS_MAX}`);
  }
  if (values.document) return { parts: [], seconds, rows, json: undefined, document: positionals };
  for (const part of positionals) {
    if (part !== "limit" && !known.includes(part)) {
      throw new Error(`Cannot run the part ${part}: there are limit, ${known.join(", ")}`);
    }
  }
  const parts = positionals.length === 0 ? known : positionals;
  return { parts, seconds, rows, json: values.json, document: undefined };
}
