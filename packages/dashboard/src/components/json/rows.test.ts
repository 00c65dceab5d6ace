import { describe, expect, it } from "vitest";
import { containersOf, type JsonRow, noteOf, opensAtFirst, rowsOf, sizeInWords } from "./rows.ts";
import { scanJson } from "./scan.ts";

const TEXT = '{"10":12345678901234567890,"2":{"a":[1.0,[]],"a":{}},"x/y~":"<b>"}';

function shown(text: string, folded: (rows: readonly JsonRow[]) => readonly number[] = () => []): readonly string[] {
  const scan = scanJson(text);
  if (!scan.ok) throw new Error(scan.why);
  const opens = opensAtFirst(scan.nodes);
  const all = rowsOf(text, scan.root, new Set(), opens);
  return rowsOf(text, scan.root, new Set(folded(all)), opens).map((row) => {
    const key = row.key === undefined ? "" : `${text.slice(row.key.start, row.key.end)}: `;
    const value = {
      open: text[row.id],
      close: text[row.node.end - 1],
      folded: `${text[row.id]} ${sizeInWords(row.node)} ${text[row.node.end - 1]}`,
      empty: text.slice(row.node.start, row.node.end),
      scalar: text.slice(row.node.start, row.node.end),
    }[row.kind];
    return `${"  ".repeat(row.depth)}${key}${value}${row.comma ? "," : ""}`;
  });
}

describe("rowsOf", () => {
  it("shows every value as it was sent, in the order in which it was sent", () => {
    expect(shown(TEXT)).toEqual([
      "{",
      '  "10": 12345678901234567890,',
      '  "2": {',
      '    "a": [',
      "      1.0,",
      "      []",
      "    ],",
      '    "a": {}',
      "  },",
      '  "x/y~": "<b>"',
      "}",
    ]);
  });

  it("folds a container onto one line, its comma with it", () => {
    expect(shown(TEXT, (rows) => rows.filter(({ pointer }) => pointer === "/2").map(({ id }) => id))).toEqual([
      "{",
      '  "10": 12345678901234567890,',
      '  "2": { 2 keys },',
      '  "x/y~": "<b>"',
      "}",
    ]);
  });

  it("opens a large tree two levels deep", () => {
    const text = JSON.stringify({ a: Array.from({ length: 400 }, () => ({ b: 1 })) });
    const lines = shown(text);
    expect(lines).toHaveLength(404);
    expect(lines[2]).toBe("    { 1 key },");
  });

  it("names values by JSON Pointers", () => {
    const scan = scanJson(TEXT);
    const rows = scan.ok ? rowsOf(TEXT, scan.root, new Set(), () => true) : [];
    expect(rows.filter(({ kind }) => kind === "scalar").map(({ pointer }) => pointer)).toEqual([
      "/10",
      "/2/a/0",
      "/x~1y~0",
    ]);
  });
});

it("tells of what a parser would not keep", () => {
  const scan = scanJson(TEXT);
  const rows = scan.ok ? rowsOf(TEXT, scan.root, new Set(), () => true) : [];
  const noted = rows.flatMap((row) => noteOf(TEXT, row) ?? []);
  expect(noted).toEqual([
    "JSON.parse reads 12345678901234567168",
    expect.stringContaining("duplicate"),
    expect.stringContaining("duplicate"),
  ]);
});

it("knows every container that can be folded", () => {
  const scan = scanJson(TEXT);
  expect(scan.ok && containersOf(scan.root).map(({ depth }) => depth)).toEqual([0, 1, 2]);
});
