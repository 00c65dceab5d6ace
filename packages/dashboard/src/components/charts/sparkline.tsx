import type { ReactElement } from "react";

interface SparklineProps {
  readonly values: readonly number[];
  /** What it shows, for those who do not see it: "Deliveries in the last 24 h". */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
  /** A CSS colour. */
  readonly color?: string;
}

/** A line without axes. Plain SVG: lists show dozens of them. */
export function Sparkline({
  values,
  label,
  width = 96,
  height = 24,
  color = "var(--mantine-primary-color-filled)",
}: SparklineProps): ReactElement {
  const points = sparklinePoints(values, width, height);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {points !== "" && (
        <>
          <polygon points={`0,${height} ${points} ${width},${height}`} fill={color} opacity={0.12} />
          <polyline points={points} fill="none" stroke={color} strokeWidth={1.5} strokeLinejoin="round" />
        </>
      )}
    </svg>
  );
}

/** `x,y x,y …` from left to right, the largest value at the top, zero at the bottom. One value is a level line. */
export function sparklinePoints(values: readonly number[], width: number, height: number): string {
  const drawn = values.length === 1 ? [values[0] ?? 0, values[0] ?? 0] : values;
  const top = Math.max(...drawn, 1e-9);
  const inset = 1;
  return drawn
    .map((value, index) => {
      const x = (index / (drawn.length - 1)) * width;
      const y = height - inset - (Math.max(0, value) / top) * (height - 2 * inset);
      return `${round(x)},${round(y)}`;
    })
    .join(" ");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
