let lastMs = Number.NaN;
let lastText = "";

/**
 * An instant as the wire shows it: RFC 3339 in UTC with milliseconds. What happens in a millisecond is told of many
 * times, so the last one is remembered.
 */
export function instant(ms: number): string {
  if (ms === lastMs) return lastText;
  lastText = new Date(ms).toISOString();
  lastMs = ms;
  return lastText;
}
