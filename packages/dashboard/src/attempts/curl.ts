/** A request as it was sent. `null` and `•••` stand for what is masked. */
export interface SentRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Curl {
  readonly command: string;
  /** Headers whose values are not ours to show: the reader has to fill them in. */
  readonly masked: readonly string[];
}

const MASK = "•••";
/** curl asks with `Expect: 100-continue` from here on, and waits a second for servers that do not know it. */
const EXPECT_FROM_CHARACTERS = 1024;

/** The same request for a POSIX shell: the very bytes of the body, whatever is in it. */
export function curlOf({ url, headers, body }: SentRequest): Curl {
  const masked: string[] = [];
  const lines = Object.entries(headers).map(([name, value]) => {
    if (value === MASK) {
      masked.push(name);
      return `-H ${quoted(`${name}: REPLACE_WITH_YOUR_VALUE`)}`;
    }
    // "name:" would remove the header, "name;" sends it empty.
    return `-H ${quoted(value === "" ? `${name};` : `${name}: ${value}`)}`;
  });
  if (body.length >= EXPECT_FROM_CHARACTERS) lines.push("-H 'expect:'");
  // --globoff: [ ] { } in an address are its own. --data-raw: a body that begins with @ names no file.
  const parts = [`curl -i -X POST --globoff ${quoted(url)}`, ...lines, `--data-raw ${quoted(body)}`];
  return { command: parts.join(" \\\n  "), masked };
}

/** In single quotes nothing has a meaning but the quote itself. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
