import type { ApiCalls, AuditEntry } from "@callcall/webhooks/client";

/** A file that a browser saves. */
export interface ExportFile {
  readonly name: string;
  /** `text/csv`, or `text/plain` for JSON: a browser that is told so never runs it. */
  readonly type: string;
  readonly text: string;
}

/** Rows of one file: about 4 MB, which every spreadsheet opens. */
export const EXPORT_ROWS_MAX = 10_000;

type Cell = string | number | null;
interface Column<Row> {
  readonly name: string;
  readonly of: (row: Row) => Cell;
}

export const CHANGE_COLUMNS: readonly Column<AuditEntry>[] = [
  { name: "at", of: ({ at }) => at },
  { name: "actor", of: ({ actor }) => actor },
  { name: "actor_name", of: ({ actor_name }) => actor_name },
  { name: "ip", of: ({ ip }) => ip },
  { name: "action", of: ({ action }) => action },
  { name: "target", of: ({ target }) => target },
  { name: "request_id", of: ({ request_id }) => request_id },
  { name: "changes", of: ({ changes }) => JSON.stringify(changes) },
];

export const CALL_COLUMNS: readonly Column<ApiCalls>[] = [
  { name: "minute", of: ({ minute }) => minute },
  { name: "actor", of: ({ actor }) => actor },
  { name: "actor_name", of: ({ actor_name }) => actor_name },
  { name: "ip", of: ({ ip }) => ip },
  { name: "operation", of: ({ operation }) => operation },
  { name: "method", of: ({ method }) => method },
  { name: "path", of: ({ path }) => path },
  { name: "status", of: ({ status }) => status },
  { name: "count", of: ({ count }) => count },
  { name: "last_at", of: ({ last_at }) => last_at },
];

/** RFC 4180, with a mark in front that tells spreadsheets that it is UTF-8. */
export function toCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ of }) => cellText(of(row))))];
  return `\uFEFF${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}

/**
 * A spreadsheet computes what begins like a formula, and names and metadata are anybody's: a key that is called
 * `=HYPERLINK(…)` would send the table of whoever opens it elsewhere. The apostrophe makes text of it.
 */
function cellText(cell: Cell): string {
  if (typeof cell === "number") return String(cell);
  const text = cell ?? "";
  return /^[\s\p{Cc}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

export function exportFile<Row>(
  format: "csv" | "json",
  name: string,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): ExportFile {
  return format === "csv"
    ? { name: `${name}.csv`, type: "text/csv;charset=utf-8", text: toCsv(rows, columns) }
    : { name: `${name}.json`, type: "text/plain;charset=utf-8", text: `${JSON.stringify(rows, null, 2)}\n` };
}

/** Hand a file to the browser. */
export function saveFile({ name, type, text }: ExportFile): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the blob once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
