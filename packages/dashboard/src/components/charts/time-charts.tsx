import "@mantine/charts/styles.layer.css";
import { AreaChart, BarChart } from "@mantine/charts";
import type { ReactElement } from "react";
import { fullTime } from "../format.ts";

/** One bucket: its start, and a value for each series. */
export interface ChartPoint {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly values: Readonly<Record<string, number | null>>;
}

export interface ChartSeries {
  /** The name in `values`. */
  readonly name: string;
  readonly label: string;
  /** A CSS colour; the status colours are `var(--cc-ok-mark)`, `var(--cc-bad-mark)` and so on. */
  readonly color: string;
}

export interface TimeChartProps {
  readonly points: readonly ChartPoint[];
  readonly series: readonly ChartSeries[];
  /** What it shows: "Deliveries in the last 24 h". */
  readonly label: string;
  readonly height?: number;
  readonly format?: (value: number) => string;
  /** A level across the chart: a threshold. */
  readonly level?: { readonly value: number; readonly label: string; readonly color: string };
}

const MINUTE = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short" });
/** With fewer values than this each is marked: a line needs two neighbours to be seen. */
const SPARSE = 12;
const TWO_DAYS_MS = 2 * 86_400_000;

export function TimeLines(props: TimeChartProps): ReactElement {
  return (
    <figure aria-label={props.label} role="img" style={{ margin: 0 }}>
      <AreaChart
        {...commonProps(props)}
        curveType="monotone"
        withDots={isSparse(props)}
        strokeWidth={1.75}
        fillOpacity={0.12}
      />
    </figure>
  );
}

export function TimeBars(props: TimeChartProps): ReactElement {
  return (
    <figure aria-label={props.label} role="img" style={{ margin: 0 }}>
      <BarChart {...commonProps(props)} type="stacked" maxBarWidth={18} />
    </figure>
  );
}

function commonProps({ points, series, height = 220, format = String, level }: TimeChartProps) {
  const span = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
  const axis = span > TWO_DAYS_MS ? DAY : MINUTE;
  return {
    h: height,
    data: points.map(({ at, values }) => ({ at, ...values })),
    dataKey: "at",
    series: series.map(({ name, label, color }) => ({ name, label, color })),
    valueFormatter: format,
    withLegend: series.length > 1,
    legendProps: { verticalAlign: "bottom" as const, height: 28 },
    gridAxis: "x" as const,
    ...(level === undefined ? {} : { referenceLines: [levelLine(level)] }),
    tickLine: "none" as const,
    xAxisProps: { tickFormatter: (at: number) => axis.format(at), minTickGap: 40 },
    yAxisProps: { width: 60, allowDecimals: format !== String },
    tooltipProps: { labelFormatter: (at: unknown) => (at === undefined ? "" : fullTime(Number(at))) },
  };
}

function levelLine({ value, label, color }: NonNullable<TimeChartProps["level"]>) {
  const position = "insideTopLeft" as const;
  return {
    y: value,
    label,
    color,
    labelPosition: position,
    ifOverflow: "extendDomain" as const,
    strokeDasharray: "6 4",
  };
}

function isSparse({ points }: TimeChartProps): boolean {
  return points.filter(({ values }) => Object.values(values).some((value) => value !== null)).length < SPARSE;
}
