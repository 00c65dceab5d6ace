/** What the validator needs of a request. */
export interface SignedRequest {
  readonly payload: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly id: string;
}

/** The parts that were found, and nothing for those that were not. */
export type FoundParts = Partial<SignedRequest>;

/**
 * Take a pasted request apart: raw HTTP, the output of `curl -v`, a curl command, headers as JSON, or what a program
 * printed of its headers. Never fails: what is not found is left out.
 */
export function partsOf(text: string): FoundParts {
  const payload = payloadIn(text);
  const signature = headerIn(text, SIGNATURE) ?? headerIn(text, STANDARD_SIGNATURE);
  const timestamp = headerIn(text, TIMESTAMP) ?? headerIn(text, STANDARD_TIMESTAMP);
  const id = headerIn(text, ID);
  return {
    ...(payload === undefined ? {} : { payload }),
    ...(signature === undefined ? {} : { signature }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(id === undefined ? {} : { id }),
  };
}

/** Whether a text looks like more than a body: then pasting it into the body would be a mistake. */
export function looksLikeRequest(text: string): boolean {
  return (
    /^(?:POST|PUT|PATCH) \S+ HTTP\//m.test(text) || /^\s*curl\s/.test(text) || headerIn(text, SIGNATURE) !== undefined
  );
}

// Names as HTTP, CGI (HTTP_X_…) and frameworks write them.
const SIGNATURE = "x[-_]callcall[-_]signature";
const TIMESTAMP = "x[-_]callcall[-_]timestamp";
const ID = "webhook[-_]id";
const STANDARD_SIGNATURE = "webhook[-_]signature";
const STANDARD_TIMESTAMP = "webhook[-_]timestamp";

/** `name: value`, `"name": "value"`, `'NAME' => 'value'`, `[NAME] => value`, `name=value`. */
function headerIn(text: string, name: string): string | undefined {
  const before = "(?<![A-Za-z0-9-])(?:http[-_])?";
  const between = "[\"'\\]]?\\s*(?::|=>|=)\\s*";
  const quoted = new RegExp(`${before}${name}${between}\\[?\\s*(["'])(.*?)\\1`, "i").exec(text)?.[2];
  if (quoted !== undefined) return quoted;
  return new RegExp(`${before}${name}${between}([^\\s"'][^\\r\\n"']*)`, "i").exec(text)?.[1]?.trim();
}

function payloadIn(text: string): string | undefined {
  // curl -v shows the answer's body, not the one that was sent.
  const isTalk = /^< HTTP\//m.test(text);
  return curlData(text) ?? jsonBody(text) ?? (isTalk ? undefined : (httpBody(text) ?? trailingJson(text)));
}

/** What a shell would hand to curl as the body. */
function curlData(text: string): string | undefined {
  if (!/^\s*curl\s/m.test(text)) return undefined;
  const flag = /(?:^|\s)(?:--data(?:-raw|-binary|-ascii)?|-d|--json)(?:\s+|=)/.exec(text);
  return flag === null ? undefined : shellWord(text.slice(flag.index + flag[0].length));
}

const DOLLAR_ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\", "'": "'", '"': '"' };

/** The first word of a POSIX command line, unquoted; `$'…'` as browsers write it. */
function shellWord(line: string): string {
  let word = "";
  let at = 0;
  while (at < line.length && !/\s/.test(line[at] ?? "")) {
    const rest = line.slice(at);
    const dollar = /^\$'((?:[^'\\]|\\.)*)'/s.exec(rest);
    const single = /^'([^']*)'/.exec(rest);
    const double = /^"((?:[^"\\]|\\.)*)"/s.exec(rest);
    if (dollar !== null) {
      word += (dollar[1] ?? "").replaceAll(/\\u([0-9a-f]{4})|\\(.)/gis, (_, code: string | undefined, letter = "") =>
        code === undefined ? (DOLLAR_ESCAPES[letter] ?? `\\${letter}`) : String.fromCharCode(Number.parseInt(code, 16)),
      );
    } else if (single !== null) word += single[1] ?? "";
    else if (double !== null) word += (double[1] ?? "").replaceAll(/\\(["\\$`])/g, "$1");
    else word += rest.startsWith("\\") ? (rest[1] ?? "") : (rest[0] ?? "");
    at += (dollar ?? single ?? double)?.[0].length ?? (rest.startsWith("\\") ? 2 : 1);
  }
  return word;
}

/** `{"headers": {…}, "body": "…"}`, as a log or a function's event has it. */
function jsonBody(text: string): string | undefined {
  const value = parsed(text);
  if (typeof value !== "object" || value === null) return undefined;
  for (const name of ["body", "rawBody", "payload"]) {
    const body: unknown = Object.hasOwn(value, name) ? value[name as keyof typeof value] : undefined;
    if (typeof body === "string") return body;
  }
  return undefined;
}

/** After the empty line that ends the headers. `> ` is what `curl -v` puts before what it sends. */
function httpBody(text: string): string | undefined {
  const start = /^(?:> )?(?:POST|PUT|PATCH|HTTP\/\d)[^\n]*\n/m.exec(text);
  const from = start?.index ?? (/^[\w-]+: /.test(text) ? 0 : undefined);
  if (from === undefined) return undefined;
  const end = /\r?\n>? ?\r?\n/.exec(text.slice(from));
  if (end === null) return undefined;
  return text.slice(from + end.index + end[0].length);
}

/** Headers printed by a program, and the body below them. */
function trailingJson(text: string): string | undefined {
  if (headerIn(text, SIGNATURE) === undefined || parsed(text) !== undefined) return undefined;
  const found = /^[{[].*$/ms.exec(text)?.[0];
  return found !== undefined && headerIn(found, SIGNATURE) === undefined ? found : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
