/** `evt_0VboFPoA0yrB2sll3ejfIv` as `evt_…3ejfIv`: ids begin with their time, and differ at their end. */
export function shortId(id: string): string {
  const [prefix = "", rest = ""] = id.split("_", 2);
  return rest.length <= 8 ? id : `${prefix}_…${rest.slice(-6)}`;
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

/** "2 min. ago", "in 4 hr.", "just now". */
export function relativeTime(atMs: number, nowMs: number): string {
  const seconds = (atMs - nowMs) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  if (Math.abs(seconds) < 2) return "just now";
  return relative.format(Math.trunc(seconds), "second");
}

/** "59 s", "4 min 05 s", "3 h 20 min", "2 d 4 h". Whole seconds, rounded up: at "0 s" the time is over. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000));
  const [days, hours, minutes, seconds] = [
    Math.floor(total / 86_400),
    Math.floor((total % 86_400) / 3_600),
    Math.floor((total % 3_600) / 60),
    total % 60,
  ];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  if (minutes > 0) return seconds > 0 ? `${minutes} min ${String(seconds).padStart(2, "0")} s` : `${minutes} min`;
  return `${seconds} s`;
}

/** "0.4 ms", "12 ms", "1.24 s". */
export function milliseconds(ms: number): string {
  if (ms === 0) return "0 ms";
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(2)} s`;
}

const counting = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** "12,345" */
export function count(value: number): string {
  return counting.format(value);
}

/** "12.3K", for axes and tiles. */
export function shortCount(value: number): string {
  return value < 10_000 ? counting.format(value) : compact.format(value);
}

/** "99.95 %", never rounded up to 100 %: one failure in a million is still a failure. */
export function percent(fraction: number): string {
  if (fraction >= 1) return "100 %";
  const shown = Math.floor(fraction * 10_000) / 100;
  return `${shown.toFixed(shown >= 99 || shown === 0 ? 2 : 1).replace(/\.0+$/, "")} %`;
}

/** "482 B", "12.4 KiB". */
export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  if (value < 1024 * 1024) return `${(value / 1024).toFixed(1)} KiB`;
  return `${(value / 1024 / 1024).toFixed(1)} MiB`;
}

const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });
const short = new Intl.DateTimeFormat("en-GB", {
  day: "2-digit",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** "23 Nov 2026, 15:11:48 CET", in the reader's time zone. */
export function fullTime(atMs: number): string {
  return full.format(atMs);
}

/** "23 Nov, 15:11:48" */
export function shortTime(atMs: number): string {
  return short.format(atMs);
}
