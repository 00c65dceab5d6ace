/**
 * The text of one member of a JSON object, exactly as it stands there: `memberText(text, "data")` of an event's own text
 * is what its publisher sent, with every digit. undefined when the object has no such member.
 *
 * @throws SyntaxError when `text` is not a JSON object.
 */
export function memberText(text: string, name: string): string | undefined {
  // So that the scan below meets nothing but well-formed JSON.
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SyntaxError("Cannot read a member of what is no JSON object");
  let found: string | undefined;
  for (let at = text.indexOf("{") + 1; ; ) {
    const [key, afterKey] = valueAt(text, at);
    if (key === "") return found;
    const [member, end] = valueAt(text, afterKey + 1);
    // The last of several is the one that JSON.parse would take.
    if (JSON.parse(key) === name) found = member;
    if (text[end] === "}") return found;
    at = end + 1;
  }
}

/** The value that begins at `from`, without the white space around it, and where what follows it begins. */
function valueAt(text: string, from: number): [value: string, end: number] {
  let depth = 0;
  let at = from;
  for (; ; at++) {
    const character = text[at] ?? "";
    if (character === '"') at = endOfString(text, at);
    else if (character === "{" || character === "[") depth++;
    else if (depth === 0 && ":,}]".includes(character)) break;
    else if (character === "}" || character === "]") depth--;
  }
  return [text.slice(from, at).replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, ""), at];
}

/** Where the quote stands that ends the string which begins at `from`. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; ; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
}
