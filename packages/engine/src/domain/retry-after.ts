const DELAY = /^\d+$/;
const IMF_FIXDATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long a consumer asks to wait, in milliseconds: whole seconds or an IMF-fixdate (RFC 9110 §10.2.3).
 * However long: the caller has a limit. Anything else is ignored: Date.parse reads "-1" and "1.5" as dates in 2001.
 */
export function retryAfterMs(value: string | null, nowMs: number): number | null {
  const text = value?.trim() ?? "";
  if (DELAY.test(text)) return Number(text) * 1000;
  if (!IMF_FIXDATE.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
