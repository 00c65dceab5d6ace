import { describe, expect, it } from "vitest";
import { alteredNumber, DEPTH_MAX, type JsonNode, memberOf, NODES_MAX, nameOf, scanJson } from "./scan.ts";

function rootOf(text: string): JsonNode {
  const scan = scanJson(text);
  if (!scan.ok) throw new Error(scan.why);
  return scan.root;
}

/** The scan told as text again, from the slices alone. */
function told(text: string, node: JsonNode): string {
  if (node.kind === "array") return `[${node.items.map((item) => told(text, item)).join(",")}]`;
  if (node.kind !== "object") return text.slice(node.start, node.end);
  return `{${node.members
    .map(({ key, value }) => `${text.slice(key.start, key.end)}:${told(text, value)}`)
    .join(",")}}`;
}

describe("scanJson", () => {
  it.each([
    '{"n":12345678901234567890,"x":1.0,"a":1,"a":2,"t":"\\u00e9 é","e":1E+2}',
    '{"10":1,"2":2,"__proto__":{"x":1},"":null}',
    '[[],{},"",0,-0,true,false,null,"<script>","\\ud800"]',
    '"alone"',
    "0.10",
  ])("keeps what JSON.parse does not: %s", (text) => {
    expect(told(text, rootOf(text))).toBe(text);
  });

  it("takes white space wherever JSON does, and spans leave it out", () => {
    const text = ' { "a" :\n[ 1 ,\t2 ] } \r\n';
    expect(told(text, rootOf(text))).toBe('{"a":[1,2]}');
    expect(rootOf(text)).toMatchObject({ start: 1, end: text.length - 3 });
  });

  it("marks every one of the equal keys, however they are written", () => {
    const root = rootOf('{"a":1,"b":2,"\\u0061":3,"c":{"b":1}}');
    expect(root.kind === "object" && root.members.map(({ duplicate }) => duplicate)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it.each([
    ["", 0],
    ["{", 1],
    ['{"a"}', 4],
    ['{"a":1,}', 7],
    ["[1,]", 3],
    ["[1 2]", 3],
    ["01", 1],
    ["1.", 1],
    ["+1", 0],
    ["nul", 0],
    ["'a'", 0],
    ['"\n"', 0],
    ['"\\x"', 0],
    ["1 1", 2],
    ["﻿1", 0],
    ["NaN", 0],
  ])("refuses %j at %d, as JSON.parse does", (text, at) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(scanJson(text)).toMatchObject({ ok: false, at });
  });

  it("ends at a depth and at a number of values", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    expect(scanJson(nested(DEPTH_MAX + 1)).ok).toBe(true);
    expect(scanJson(nested(DEPTH_MAX + 2))).toMatchObject({ ok: false, why: expect.stringContaining("deep") });
    expect(scanJson("[".repeat(1_000_000))).toMatchObject({ ok: false });
    const many = (count: number): string => `[${"1,".repeat(count - 1)}1]`;
    expect(scanJson(many(NODES_MAX - 1)).ok).toBe(true);
    expect(scanJson(many(NODES_MAX))).toMatchObject({ ok: false, why: expect.stringContaining("values") });
  });

  it("reads a payload of the largest size in well under a second", () => {
    const text = `{"s":"${"\\n".repeat(64 * 1024)}${"é".repeat(128 * 1024)}"}`;
    expect(scanJson(text)).toMatchObject({ ok: true, nodes: 2 });
  });
});

describe("alteredNumber", () => {
  it.each(["0", "-0", "1.0", "1.50", "100", "1e2", "1E+2", "0.1", "9007199254740992", "5e-324", "1e21"])(
    "finds %s kept",
    (text) => {
      expect(alteredNumber(text)).toBeNull();
    },
  );

  it.each([
    ["12345678901234567890", "12345678901234567168"],
    ["9007199254740993", "9007199254740992"],
    ["-9007199254740993", "-9007199254740992"],
    ["0.1000000000000000055", "0.1"],
    ["1e400", "Infinity"],
    ["1e-400", "0"],
  ])("finds %s altered to %s", (text, read) => {
    expect(alteredNumber(text)).toBe(read);
  });
});

it("finds a member as JSON.parse would: the last one", () => {
  const text = '{"data":1,"d\\u0061ta":{"x":2}}';
  const node = memberOf(text, rootOf(text), "data");
  expect(node && text.slice(node.start, node.end)).toBe('{"x":2}');
  expect(memberOf(text, rootOf(text), "toString")).toBeUndefined();
  expect(nameOf('"a\\"b"')).toBe('a"b');
});
