/** The guide's own backoff: five retries, 2^n seconds each. */
export const GUIDE_SECONDS: readonly number[] = [2, 4, 8, 16, 32];

/** What a server uses that was told nothing else: the guide's five, then the long tail. */
const SERVER_SECONDS: readonly number[] = [...GUIDE_SECONDS, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** Whether a schedule is the one that a webhook without its own has. */
export function isServerSchedule(seconds: readonly number[]): boolean {
  return seconds.length === SERVER_SECONDS.length && seconds.every((value, index) => value === SERVER_SECONDS[index]);
}

/** The waits of a preset or of a text, for drawing; `null` while the text makes no sense. */
export function secondsOf(schedule: string | null): readonly number[] | null {
  if (schedule === null) return SERVER_SECONDS;
  const parsed = parseSchedule(schedule);
  return parsed.ok ? parsed.seconds : null;
}

/** Waits to choose from; `null` is the server's own schedule. */
export const PRESETS: readonly { readonly value: string; readonly label: string; readonly schedule: string | null }[] =
  [
    { value: "server", label: "The server's schedule (recommended)", schedule: null },
    { value: "guide", label: "The guide's five: about a minute", schedule: "2s 4s 8s 16s 32s" },
    { value: "hours", label: "Eight retries over nine hours", schedule: "5s 30s 2m 10m 30m 1h 2h 5h" },
    { value: "days", label: "Twelve retries over four days", schedule: "10s 1m 5m 15m 1h 3h 6h 12h 18h 18h 18h 18h" },
    { value: "once", label: "Send once, never again", schedule: "" },
  ];

export type ParsedSchedule =
  | { readonly ok: true; readonly seconds: readonly number[] }
  | { readonly ok: false; readonly detail: string };

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400 };
const RETRIES_MAX = 50;
const WAIT_MAX_SECONDS = 7 * 86_400;

/** `"2s 4s 5m 2h 1d"` as seconds. A number alone is seconds; commas are as good as spaces. */
export function parseSchedule(text: string): ParsedSchedule {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  const seconds: number[] = [];
  for (const word of words) {
    const [, digits, unit = "s"] = /^(\d{1,7})(s|m|min|h|d)?$/.exec(word) ?? [];
    if (digits === undefined) return refused(`“${word}” is not a wait: write 30s, 5m, 2h or 1d`);
    const value = Number(digits) * (UNIT_SECONDS[unit] ?? 1);
    if (value < 1) return refused(`“${word}” is too short: a wait is at least 1s`);
    if (value > WAIT_MAX_SECONDS) return refused(`“${word}” is too long: a wait is at most 7d`);
    seconds.push(value);
  }
  if (seconds.length > RETRIES_MAX)
    return refused(`${seconds.length} retries are too many: there are at most ${RETRIES_MAX}`);
  return { ok: true, seconds };
}

function refused(detail: string): ParsedSchedule {
  return { ok: false, detail };
}

/** The other way round: `[2, 300, 7200]` as `"2s 5m 2h"`. */
export function formatSchedule(seconds: readonly number[]): string {
  return seconds.map(wait).join(" ");
}

/** 300 as "5m". */
export function wait(seconds: number): string {
  for (const [unit, size] of [
    ["d", 86_400],
    ["h", 3_600],
    ["m", 60],
  ] as const) {
    if (seconds % size === 0) return `${seconds / size}${unit}`;
  }
  return `${seconds}s`;
}
