/** What is signed: text in front of the body, and the body. */
export interface SignedText {
  readonly layout: "callcall" | "standard";
  readonly title: string;
  readonly prefix: string;
  /** What it is keyed with. */
  readonly key: string;
}

export function signedTexts(timestamp: string, id: string): readonly SignedText[] {
  return [
    {
      layout: "callcall",
      title: "x-callcall-signature",
      prefix: `${timestamp}.`,
      key: "the whole secret as text, whsec_ included",
    },
    {
      layout: "standard",
      title: "webhook-signature",
      prefix: `${id}.${timestamp}.`,
      key: "the bytes that the base64 after whsec_ stands for",
    },
  ];
}

/** A stretch of text, or one character that could not be seen. */
export interface Piece {
  readonly kind: "text" | "space";
  readonly text: string;
}

const NAMES: Readonly<Record<string, string>> = {
  "\n": "↵\n",
  "\r": "␍",
  "\t": "→\t",
  "\u00a0": "⍽",
  "\ufeff": "BOM",
  "\0": "NUL",
};
// Everything that has no shape of its own: controls, odd spaces, zero-width and direction marks.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}]/u;

/** White space and unseen characters set apart, so that they can be shown: a plain space as a middle dot. */
export function visiblePieces(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = "";
  const flush = (): void => {
    if (plain !== "") pieces.push({ kind: "text", text: plain });
    plain = "";
  };
  for (const character of text) {
    if (character === " ") {
      flush();
      pieces.push({ kind: "space", text: "·" });
    } else if (UNSEEN.test(character)) {
      flush();
      const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
      pieces.push({ kind: "space", text: NAMES[character] ?? `U+${code}` });
    } else plain += character;
  }
  flush();
  return pieces;
}

export interface HexRow {
  readonly offset: string;
  readonly hex: string;
  readonly text: string;
}

const ROW_BYTES = 16;

/** As `hexdump -C` shows it, at most so many rows. */
export function hexRows(bytes: Uint8Array, most: number): readonly HexRow[] {
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length && rows.length < most; at += ROW_BYTES) {
    const row = [...bytes.subarray(at, at + ROW_BYTES)];
    rows.push({
      offset: at.toString(16).padStart(6, "0"),
      hex: row.map((byte) => byte.toString(16).padStart(2, "0")).join(" "),
      text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join(""),
    });
  }
  return rows;
}
