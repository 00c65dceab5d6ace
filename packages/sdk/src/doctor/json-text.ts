// A string literal is matched whole and kept, so that only what stands between literals is changed. These
// run on valid JSON only: in other text an open quote could make the match quadratic.
const STRING = '"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"';
const SPACE = new RegExp(`(${STRING})|\\s+`, "g");
const SEPARATOR = new RegExp(`(${STRING})|[,:]`, "g");

/** Valid JSON without the white space between its tokens. Numbers and escapes stay as they are written. */
export function compact(json: string): string {
  return json.replace(SPACE, (_, literal?: string) => literal ?? "");
}

/** Compact JSON with a space after each comma and colon, as Python's `json.dumps` writes it. */
export function spaced(json: string): string {
  return json.replace(SEPARATOR, (separator, literal?: string) => literal ?? `${separator} `);
}

/** JSON with everything beyond ASCII escaped, as Python's `json.dumps` and PHP's `json_encode` write it. */
export function escaped(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** An envelope in the order in which it is sent, with `data` written by `write`; undefined for other values. */
export function inEnvelopeOrder(value: unknown, write: (data: string) => string): string | undefined {
  if (typeof value !== "object" || value === null || !("data" in value)) return undefined;
  const { id, type, created, data, version } = value as Record<string, unknown>;
  const fields = { id, type, created, data: 0, version };
  return JSON.stringify(fields).replace('"data":0', () => `"data":${write(JSON.stringify(data))}`);
}
