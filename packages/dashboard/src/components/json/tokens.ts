export type TokenKind = "key" | "string" | "number" | "literal" | "plain";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** JSON, or what claims to be it, in pieces to colour. The pieces put together are the text, byte for byte. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  const push = (kind: TokenKind, piece: string): void => {
    if (piece !== "") tokens.push({ kind, text: piece });
  };
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon, number] = match;
    push("plain", text.slice(end, match.index));
    if (string !== undefined) {
      push(colon === undefined ? "string" : "key", string);
      push("plain", colon ?? "");
    } else {
      push(number === undefined ? "literal" : "number", whole);
    }
    end = match.index + whole.length;
  }
  push("plain", text.slice(end));
  return tokens;
}

/** Indented for reading; text that is not JSON stays as it is. Numbers keep the digits they were sent with. */
export function prettyJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  return indent(text);
}

/** By its own scan: JSON.parse and JSON.stringify would turn 1.0 into 1 and round large integers. */
function indent(text: string): string {
  let out = "";
  let depth = 0;
  const line = (): string => `\n${"  ".repeat(depth)}`;
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g)) {
    if (piece === "{" || piece === "[") {
      depth += 1;
      out += piece + line();
    } else if (piece === "}" || piece === "]") {
      depth -= 1;
      // Nothing between the brackets: `{}`, on one line.
      out = /[{[]\s*$/.test(out.slice(-2 * depth - 4)) ? out.trimEnd() + piece : out + line() + piece;
    } else if (piece === ",") {
      out += piece + line();
    } else {
      out += piece === ":" ? ": " : piece;
    }
  }
  return out;
}
