import { Skeleton } from "@mantine/core";
import { lazy, type ReactElement, Suspense } from "react";
import type { TimeChartProps } from "./time-charts.tsx";

export { Sparkline } from "./sparkline.tsx";
export type { ChartPoint, ChartSeries, TimeChartProps } from "./time-charts.tsx";

// The chart library is larger than all the rest: it comes with the first chart, not with the first page.
const LazyLines = lazy(async () => ({ default: (await import("./time-charts.tsx")).TimeLines }));
const LazyBars = lazy(async () => ({ default: (await import("./time-charts.tsx")).TimeBars }));

const HEIGHT = 220;

/** Lines over time: rates, response times. */
export function TimeSeries(props: TimeChartProps): ReactElement {
  return (
    <Suspense fallback={<Skeleton height={props.height ?? HEIGHT} />}>
      <LazyLines {...props} height={props.height ?? HEIGHT} />
    </Suspense>
  );
}

/** Stacked bars over time: counts by outcome. */
export function StackedBars(props: TimeChartProps): ReactElement {
  return (
    <Suspense fallback={<Skeleton height={props.height ?? HEIGHT} />}>
      <LazyBars {...props} height={props.height ?? HEIGHT} />
    </Suspense>
  );
}
