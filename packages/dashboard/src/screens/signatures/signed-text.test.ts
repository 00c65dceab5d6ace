import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hexRows, visiblePieces } from "./signed-text.ts";

const shown = (text: string) =>
  visiblePieces(text)
    .map(({ text: piece }) => piece)
    .join("");

describe("visiblePieces", () => {
  it("shows what could not be seen", () => {
    expect(shown('{"a": 1}\r\n')).toBe('{"a":·1}␍↵\n');
    expect(shown("\ufeff{}\t\u200b\0")).toBe("BOM{}→\tU+200BNUL");
    expect(shown("é😀")).toBe("é😀");
  });

  it("tells shown marks from text that has them", () => {
    expect(visiblePieces("·")).toEqual([{ kind: "text", text: "·" }]);
    expect(visiblePieces(" ")).toEqual([{ kind: "space", text: "·" }]);
  });

  it("loses no character that can be seen", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        const seen = visiblePieces(text).flatMap((piece) => (piece.kind === "text" ? [piece.text] : []));
        expect(seen.join("")).toBe(text.replaceAll(/[ \p{Cc}]/gu, ""));
      }),
    );
  });
});

it("hexRows shows bytes as hexdump does, and ends at its limit", () => {
  const bytes = new TextEncoder().encode('1738896900.{"a":"é"}\n');
  expect(hexRows(bytes, 10)).toEqual([
    { offset: "000000", hex: "31 37 33 38 38 39 36 39 30 30 2e 7b 22 61 22 3a", text: '1738896900.{"a":' },
    { offset: "000010", hex: "22 c3 a9 22 7d 0a", text: '".."}.' },
  ]);
  expect(hexRows(bytes, 1)).toHaveLength(1);
  expect(hexRows(new Uint8Array(), 10)).toEqual([]);
});
