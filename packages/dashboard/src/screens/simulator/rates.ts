import type { StreamEntry } from "@callcall/webhooks/client";
import type { ChartPoint } from "../../components/charts/index.tsx";

/** What happened in one second. */
export interface Second {
  readonly at: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly failed: number;
}

const SECONDS_KEPT = 90;

/** Count an entry of the stream into its second. Older seconds are dropped. */
export function countEntry(
  seconds: readonly Second[],
  entry: StreamEntry,
  types: readonly string[],
): readonly Second[] {
  const kind = kindOf(entry, types);
  if (kind === null) return seconds;
  const at = Math.floor(Date.parse(entry.at) / 1000) * 1000;
  const known = seconds.find((second) => second.at === at);
  const counted: Second = { ...(known ?? { at, accepted: 0, delivered: 0, failed: 0 }) };
  const next = { ...counted, [kind]: counted[kind] + 1 };
  return [...seconds.filter((second) => second.at !== at), next].sort((a, b) => a.at - b.at).slice(-SECONDS_KEPT);
}

function kindOf(entry: StreamEntry, types: readonly string[]): "accepted" | "delivered" | "failed" | null {
  if (entry.test === true || entry.event_type === undefined || !types.includes(entry.event_type)) return null;
  if (entry.kind === "event.accepted") return "accepted";
  if (entry.kind !== "attempt.finished") return null;
  return entry.outcome === "delivered" ? "delivered" : "failed";
}

/** Every second from the first to `until`, those without anything as well. */
export function pointsOf(seconds: readonly Second[], until: number): readonly ChartPoint[] {
  const first = seconds[0]?.at;
  if (first === undefined) return [];
  const last = Math.max(seconds.at(-1)?.at ?? first, Math.floor(until / 1000) * 1000);
  const from = Math.max(first, last - (SECONDS_KEPT - 1) * 1000);
  const known = new Map(seconds.map((second) => [second.at, second]));
  return Array.from({ length: (last - from) / 1000 + 1 }, (_, index) => {
    const at = from + index * 1000;
    const { accepted = 0, delivered = 0, failed = 0 } = known.get(at) ?? {};
    return { at, values: { accepted, delivered, failed } };
  });
}
