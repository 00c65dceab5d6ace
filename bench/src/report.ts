/** What a run came to: written as JSON, and printed as a table. */

/** One measured figure; ratios are those within the same run, and the only ones that travel between machines. */
export interface Measurement {
  readonly part: string;
  readonly store: "sqlite" | "redis" | "postgres" | null;
  /** Events in one publish request; null where nothing is published. */
  readonly batch: number | null;
  /** What distinguishes measurements of the same part and batch. */
  readonly case: string;
  /** Deliveries a second; null where the part is about something else. */
  readonly per_second: number | null;
  readonly ratio_to_limit: number | null;
  readonly p50_ms: number | null;
  readonly p99_ms: number | null;
  /** Processor time of the server for one delivery, in microseconds. */
  readonly server_cpu_us: number | null;
  /** What else the part measures, by name with its unit. */
  readonly more: Readonly<Record<string, number>>;
}

export interface Report {
  readonly machine: Machine;
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly parts: readonly Measurement[];
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory_mib: number;
  readonly platform: string;
  /** How long one fsync of one page takes, in milliseconds. */
  readonly fsync_ms: number;
}

type Partial = { readonly part: string } & { readonly [Name in keyof Measurement]?: Measurement[Name] };

/** A measurement with what it does not have spelled out. */
export function measurement(given: Partial): Measurement {
  return {
    store: null,
    batch: null,
    case: "",
    per_second: null,
    ratio_to_limit: null,
    p50_ms: null,
    p99_ms: null,
    server_cpu_us: null,
    more: {},
    ...given,
  };
}

const HEADINGS = [
  "part",
  "store",
  "batch",
  "case",
  "per second",
  "of limit",
  "p50 ms",
  "p99 ms",
  "server CPU µs",
  "more",
];

/** As a Markdown table, for a terminal and for the documentation alike. */
export function tableOf(parts: readonly Measurement[]): string {
  const rows = [HEADINGS, ...parts.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(HEADINGS), line(widths.map((width) => "-".repeat(width))), ...rows.slice(1).map(line)].join("\n");
}

function cellsOf(row: Measurement): string[] {
  return [
    row.part,
    row.store ?? "",
    row.batch === null ? "" : String(row.batch),
    row.case,
    digits(row.per_second, 0),
    digits(row.ratio_to_limit, 2),
    digits(row.p50_ms, 1),
    digits(row.p99_ms, 1),
    digits(row.server_cpu_us, 0),
    Object.entries(row.more)
      .map(([name, value]) => `${name} ${digits(value, value < 10 ? 2 : 0)}`)
      .join(", "),
  ];
}

function digits(value: number | null, places: number): string {
  return value === null
    ? ""
    : value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
}
