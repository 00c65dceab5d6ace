import type { Attempt } from "@callcall/webhooks/client";

export type Phase = "dns" | "connect" | "tls" | "waiting" | "body" | "stopped";

/** One bar of the waterfall. `from` and `width` are shares of the whole, 0 to 1. */
export interface Bar {
  readonly phase: Phase;
  readonly label: string;
  readonly fromMs: number;
  readonly ms: number;
  readonly from: number;
  readonly width: number;
}

export interface Waterfall {
  readonly bars: readonly Bar[];
  readonly totalMs: number;
  /** No connection was opened for it: one was kept alive. */
  readonly reused: boolean;
}

const LABELS: Readonly<Record<Phase, string>> = {
  dns: "DNS",
  connect: "Connect",
  tls: "TLS",
  waiting: "Waiting for the answer",
  body: "Reading the body",
  stopped: "Until it failed",
};

type Timings = NonNullable<Attempt["timings_ms"]>;

/**
 * Where the time of an attempt went. `first_byte` counts from the start of the attempt, the steps before it by
 * themselves: what lies between is waiting. A bar never leaves the whole, whatever the clock measured.
 */
export function waterfallOf(timings: Timings, answered: boolean): Waterfall {
  const { dns, connect, tls, first_byte: firstByte } = timings;
  const totalMs = Math.max(timings.total, 0);
  const bars: Bar[] = [];
  let at = 0;
  const add = (phase: Phase, until: number): void => {
    const end = Math.min(Math.max(until, at), totalMs);
    const scale = totalMs === 0 ? 0 : 1 / totalMs;
    bars.push({ phase, label: LABELS[phase], fromMs: at, ms: end - at, from: at * scale, width: (end - at) * scale });
    at = end;
  };
  if (dns !== null) add("dns", dns);
  if (connect !== null) add("connect", at + connect);
  if (tls !== null) add("tls", at + tls);
  if (firstByte !== null) add("waiting", firstByte);
  // A rest that rounds to nothing is no step.
  if (totalMs - at >= 0.05 || bars.length === 0) add(firstByte === null && !answered ? "stopped" : "body", totalMs);
  return { bars, totalMs, reused: answered && connect === null };
}
