import type { Stats } from "@callcall/webhooks/client";
import type { ReactElement } from "react";
import { TimeSeries } from "./charts/index.tsx";
import { milliseconds } from "./format.ts";

const SERIES = [
  { name: "p50", label: "p50", color: "var(--cc-busy-mark)" },
  { name: "p95", label: "p95", color: "var(--cc-warn-mark)" },
  { name: "p99", label: "p99", color: "var(--cc-bad-mark)" },
];

interface ResponseTimesProps {
  readonly stats: Stats;
  readonly range: string;
}

/** How fast consumers answered, bucket by bucket; null where none answered at all. */
export function ResponseTimes({ stats: { totals, buckets }, range }: ResponseTimesProps): ReactElement | null {
  if (totals.response_ms === null) return null;
  return (
    <TimeSeries
      label={`Response times in the last ${range}: p95 ${milliseconds(totals.response_ms.p95)}`}
      points={buckets.map(({ at, response_ms: times }) => ({
        at: Date.parse(at),
        values: { p50: times?.p50 ?? null, p95: times?.p95 ?? null, p99: times?.p99 ?? null },
      }))}
      format={milliseconds}
      series={SERIES}
    />
  );
}
