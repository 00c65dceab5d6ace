import type { ApiCalls } from "@callcall/webhooks/client";
import type { ChartPoint } from "../../components/charts/index.tsx";

const MINUTE_MS = 60_000;
/** More bars than this are thinner than their gaps. */
const BARS_MAX = 60;

export const STATUS_CLASSES = ["2xx", "3xx", "4xx", "5xx"] as const;
export type StatusClass = (typeof STATUS_CLASSES)[number];

export function classOf(status: number): StatusClass {
  return STATUS_CLASSES.find((name) => name.startsWith(String(Math.floor(status / 100)))) ?? "5xx";
}

/**
 * Calls by time and class of status, in bars of whole minutes from `fromMs` to `toMs`. Minutes without calls are zeros:
 * nothing happened in them, and a chart that leaves them out would say otherwise.
 */
export function callPoints(rows: readonly ApiCalls[], fromMs: number, toMs: number): readonly ChartPoint[] {
  const first = Math.floor(fromMs / MINUTE_MS);
  const last = Math.max(first, Math.floor(toMs / MINUTE_MS));
  const width = Math.ceil((last - first + 1) / BARS_MAX);
  const bars = new Map<number, Record<StatusClass, number>>();
  for (let minute = first; minute <= last; minute += width) {
    bars.set(minute, { "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 });
  }
  for (const { minute, status, count } of rows) {
    const at = Math.floor(Date.parse(minute) / MINUTE_MS);
    const bar = bars.get(first + Math.floor((at - first) / width) * width);
    if (bar !== undefined) bar[classOf(status)] += count;
  }
  return [...bars].map(([minute, values]) => ({ at: minute * MINUTE_MS, values }));
}

/** How many calls the rows stand for, and how many of them were refused or failed. */
export function callTotals(rows: readonly ApiCalls[]): { readonly calls: number; readonly failed: number } {
  let [calls, failed] = [0, 0];
  for (const { count, status } of rows) {
    calls += count;
    if (status >= 400) failed += count;
  }
  return { calls, failed };
}
