/** A run of text as it is shown. `name`: characters that a reader would not see, or would be misled by. */
export interface TextRun {
  readonly text: string;
  readonly name: string | null;
}

// Controls but tab and line feed (ANSI escapes begin with one), and what turns or hides the text around it: direction
// marks, zero-width characters, the byte order mark, U+2028. The two joiners stay: emoji and Persian are made with them.
const HIDDEN = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const NAMES: Readonly<Record<string, string>> = {
  "\u0000": "NUL",
  "\u0007": "BEL",
  "\u0008": "BS",
  "\u000b": "VT",
  "\u000c": "FF",
  "\u000d": "CR",
  "\u001b": "ESC",
  "\u007f": "DEL",
  "\ufeff": "BOM",
};

/** Text from outside, so that nothing in it stays unseen: `\e[31m` shows its ESC, a right-to-left override its name. */
export function visibleText(text: string): readonly TextRun[] {
  const runs: TextRun[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) runs.push({ text: text.slice(from, match.index), name: null });
    runs.push({ text: match[0], name: NAMES[match[0]] ?? codePoint(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) runs.push({ text: text.slice(from), name: null });
  return runs;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The same as one string, for a line of the console or a title. */
export function visibleLine(text: string): string {
  return visibleText(text)
    .map(({ text: run, name }) => (name === null ? run.replaceAll("\n", "⏎").replaceAll("\t", "⇥") : `[${name}]`))
    .join("");
}

/** `text` up to a number of UTF-16 units, without half a character at its end. */
export function cutText(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const high = /[\ud800-\udbff]$/.test(text.slice(0, characters));
  return text.slice(0, high ? characters - 1 : characters);
}
