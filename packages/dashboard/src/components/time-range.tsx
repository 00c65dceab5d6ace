import { SegmentedControl } from "@mantine/core";
import type { ReactElement } from "react";

export const TIME_RANGES = ["1h", "24h", "7d", "30d"] as const;
export type TimeRange = (typeof TIME_RANGES)[number];

const LABELS: Readonly<Record<TimeRange, string>> = { "1h": "1 h", "24h": "24 h", "7d": "7 d", "30d": "30 d" };
const HOURS: Readonly<Record<TimeRange, number>> = { "1h": 1, "24h": 24, "7d": 168, "30d": 720 };

/** How far back a range reaches, in milliseconds. */
export function rangeMs(range: TimeRange): number {
  return HOURS[range] * 3_600_000;
}

/** A range out of an address: anything else is the default. For `validateSearch`. */
export function toTimeRange(value: unknown): TimeRange | undefined {
  return TIME_RANGES.find((range) => range === value);
}

interface TimeRangePickerProps {
  readonly value: TimeRange;
  readonly onChange: (range: TimeRange) => void;
}

export function TimeRangePicker({ value, onChange }: TimeRangePickerProps): ReactElement {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Time range"
      value={value}
      onChange={(picked) => onChange(toTimeRange(picked) ?? value)}
      data={TIME_RANGES.map((range) => ({ value: range, label: LABELS[range] }))}
    />
  );
}
