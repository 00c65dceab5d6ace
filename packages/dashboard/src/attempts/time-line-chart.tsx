import type { DeliveryDetail } from "@callcall/webhooks/client";
import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";
import badge from "../components/components.module.css";
import { count, duration, fullTime } from "../components/format.ts";
import { OUTCOME_LOOKS, type Tone } from "../components/tone.ts";
import { useNow } from "../components/use-now.ts";
import classes from "./attempts.module.css";
import { type AttemptPoint, type Tick, timeLineOf } from "./time-line.ts";

interface TimeLineProps {
  readonly delivery: DeliveryDetail;
  /** The attempt that is looked at. */
  readonly chosen: number | null;
  readonly onChoose: (attempt: number) => void;
}

/** A delivery on one line: what was tried, now, and what is still planned. Time is logarithmic. */
export function TimeLine({ delivery, chosen, onChoose }: TimeLineProps): ReactElement {
  const line = timeLineOf(delivery, useNow());
  const doneX = line.nowX ?? 1;
  return (
    <fieldset className={classes["line"]} style={{ border: 0, padding: 0, minWidth: 0 }} aria-label="Time line">
      <div className={classes["axis"]} aria-hidden="true" />
      <div className={classes["past"]} style={{ width: percent(doneX) }} aria-hidden="true" />
      {readable(line.ticks).map(({ x, label }) => (
        <span key={label} className={classes["tick"]} style={{ left: percent(x) }} aria-hidden="true">
          {label}
        </span>
      ))}
      {line.planned.map(({ atMs, x, number }, index) => (
        <Tooltip
          key={number}
          label={`Attempt ${number} is planned for ${fullTime(atMs)}, ${sinceStart(atMs, line.startMs)}`}
        >
          <span
            className={classes["dot"]}
            style={{ left: percent(x) }}
            data-planned
            data-next={index === 0 || undefined}
            role="img"
            aria-label={`Attempt ${number}, planned for ${fullTime(atMs)}`}
          />
        </Tooltip>
      ))}
      {line.nowX !== null && (
        <Tooltip label="Now">
          <span className={classes["now"]} style={{ left: percent(line.nowX) }} aria-hidden="true" />
        </Tooltip>
      )}
      {line.attempts.map((point) => (
        <Tooltip key={point.attempt.id} label={`${titleOf(point)}, ${sinceStart(point.atMs, line.startMs)}`}>
          <button
            type="button"
            className={`${classes["dot"]} ${badge[toneOf(point)]}`}
            style={{ left: percent(point.x) }}
            data-chosen={point.attempt.attempt === chosen || undefined}
            aria-pressed={point.attempt.attempt === chosen}
            aria-label={titleOf(point)}
            onClick={() => onChoose(point.attempt.attempt)}
          />
        </Tooltip>
      ))}
      {line.hidden > 0 && (
        <span className={classes["quiet"]}>{count(line.hidden)} earlier attempts are not kept with the rest</span>
      )}
    </fieldset>
  );
}

function percent(x: number): string {
  return `${(x * 100).toFixed(2)}%`;
}

/** Labels that would run into each other are left out. */
function readable(ticks: readonly Tick[]): readonly Tick[] {
  const shown: Tick[] = [];
  for (const tick of ticks) if (tick.x - (shown.at(-1)?.x ?? -1) > 0.09) shown.push(tick);
  return shown;
}

function titleOf({ attempt }: AttemptPoint): string {
  const outcome = attempt.outcome === null ? "in flight" : OUTCOME_LOOKS[attempt.outcome].label;
  return `Attempt ${attempt.attempt}: ${outcome}`;
}

function toneOf({ attempt }: AttemptPoint): Tone {
  return attempt.outcome === null ? "busy" : OUTCOME_LOOKS[attempt.outcome].tone;
}

function sinceStart(atMs: number, startMs: number): string {
  const ms = atMs - startMs;
  return ms < 1000 ? "at once" : `${duration(ms)} after the event`;
}
