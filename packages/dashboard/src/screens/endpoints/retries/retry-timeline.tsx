import { Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { ReactElement } from "react";
import { duration } from "../../../components/format.ts";
import classes from "../endpoints.module.css";
import { type Retry, retriesOf, scaleOf } from "../model/timeline.ts";

const HEIGHT = 76;
const MARGIN = 22;
const LINE = 34;
/** Closer ticks would write over one another. */
const TICK_PIXELS = 52;
const NUMBER_PIXELS = 15;

/** The first attempt and every retry on one line, from seconds to days. */
export function RetryTimeline({ seconds }: { readonly seconds: readonly number[] }): ReactElement {
  const { ref, width } = useElementSize();
  const retries = retriesOf(seconds);
  return (
    <div>
      <div ref={ref} className={classes["timeline"]} style={{ height: HEIGHT }}>
        {width > 0 && <Drawing retries={retries} width={width} />}
      </div>
      <Text size="xs" c="dimmed">
        {summary(retries)}
      </Text>
    </div>
  );
}

function Drawing({ retries, width }: { readonly retries: readonly Retry[]; readonly width: number }): ReactElement {
  const scale = scaleOf(retries);
  const x = (seconds: number): number => MARGIN + scale.place(seconds) * (width - 2 * MARGIN);
  const ticks = apart(scale.ticks, ({ at }) => at * (width - 2 * MARGIN), TICK_PIXELS);
  const named = new Set(apart(retries, ({ earliestSeconds }) => x(earliestSeconds), NUMBER_PIXELS));
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={summary(retries)}>
      <line x1={MARGIN} x2={width - MARGIN} y1={LINE} y2={LINE} stroke="var(--cc-border)" strokeWidth={2} />
      {ticks.map(({ at, label }) => {
        const here = MARGIN + at * (width - 2 * MARGIN);
        return (
          <g key={label}>
            <line x1={here} x2={here} y1={LINE + 8} y2={LINE + 14} stroke="var(--mantine-color-dimmed)" />
            <text x={here} y={LINE + 28} textAnchor="middle" className={classes["tick"]}>
              {label}
            </text>
          </g>
        );
      })}
      {retries.map((retry) => {
        const { number, earliestSeconds, latestSeconds, guide } = retry;
        const color = guide ? "var(--cc-ok-mark)" : "var(--cc-busy-mark)";
        const [from, to] = [x(earliestSeconds), x(latestSeconds)];
        return (
          <g key={number}>
            <rect x={from} y={LINE - 7} width={Math.max(2, to - from)} height={14} rx={3} fill={color} opacity={0.28} />
            <line x1={from} x2={from} y1={LINE - 9} y2={LINE + 9} stroke={color} strokeWidth={2.5} />
            {named.has(retry) && (
              <text x={from} y={LINE - 15} textAnchor="middle" className={classes["tick"]}>
                {number}
              </text>
            )}
          </g>
        );
      })}
      <circle cx={MARGIN} cy={LINE} r={6} fill="var(--mantine-color-text)" />
    </svg>
  );
}

/** Those that keep a distance to the one before. */
function apart<One>(all: readonly One[], at: (one: One) => number, pixels: number): readonly One[] {
  let last = Number.NEGATIVE_INFINITY;
  return all.filter((one) => {
    if (at(one) - last < pixels) return false;
    last = at(one);
    return true;
  });
}

function summary(retries: readonly Retry[]): string {
  const last = retries.at(-1);
  if (last === undefined) return "Sent once: a failed delivery is not tried again.";
  const guide = retries.filter((retry) => retry.guide).length;
  const times = retries.length === 1 ? "1 retry" : `${retries.length} retries`;
  const span = `${duration(last.earliestSeconds * 1000)} to ${duration(last.latestSeconds * 1000)}`;
  return `${times}; the last one ${span} after the first attempt.${guide === 5 ? " The first five are the guide's." : ""}`;
}
