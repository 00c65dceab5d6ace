/** The last one: what happens together is told of together. */
let lastMs = Number.NaN;
let lastText = "";

/** An instant as the wire shows it: RFC 3339 in UTC with milliseconds. */
export function instant(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
}
